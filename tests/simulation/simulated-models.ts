import { REASONING_MODELS, toolAnswer } from '../../local/cloud/bedrock/reasoning-models.ts';
import type { ModelMap, ScriptedModel } from '../../local/cloud/bedrock/scripted-model.ts';

/** A goal that the models here understand. */
export const GOAL = 'as fast as possible';

/**
 * Models of an account by their ids: each reasons in its own way, and can also translate a goal.
 */
export const SIMULATED_MODELS: ModelMap = Object.fromEntries(
  Object.entries(REASONING_MODELS).map(([modelId, model]) => [modelId, translating(model)]),
);

/**
 * Lets a model that answers properly translate a goal too; any other model fails in its own way.
 */
function translating(model: ScriptedModel): ScriptedModel {
  return (request, callNumber) => {
    const play = model(request, callNumber);
    const isTranslation = request.toolNames.includes('setObjective');
    return isTranslation && play.kind === 'answer' && play.stopReason === 'tool_use'
      ? {
          ...toolAnswer(request, {
            understood: 'The fastest size wins, whatever it costs.',
            notExpressible: '',
            strategy: 'speed',
          }),
          ...(play.thinkMs !== undefined && { thinkMs: play.thinkMs }),
        }
      : play;
  };
}
