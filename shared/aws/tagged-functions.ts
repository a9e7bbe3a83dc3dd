import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { OPT_IN_TAG, TUNED_OPT_INS } from '../core/opt-in.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';
import { type Api, bindOperations } from './gateway.ts';

/** A function and its tags. */
export interface TaggedFunction {
  readonly functionArn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One page of them. */
interface TaggedPage {
  readonly functions: readonly TaggedFunction[];
  /** Where the list goes on; absent after the last page. */
  readonly token?: string;
}

/** All that the tuner asks of the Resource Groups Tagging API. */
interface TaggingOperations {
  readonly readOptedInPage: typeof readOptedInPage;
}

/** The Resource Groups Tagging API of the tuner's own region, within a step. */
export type TaggingApi = Api<TaggingOperations>;

/** Resources of one answer: the most there are (API reference, GetResources). */
const PAGE_SIZE = 100;

/**
 * Reads a page of the functions of the client's region whose tag lets them be tuned. It costs as
 * many calls as there are such functions, by hundreds, however many others the account has.
 *
 * @param token Of the page before; absent for the first one.
 * @throws {TunerError} If the Resource Groups Tagging API cannot be asked.
 */
async function readOptedInPage(
  client: ResourceGroupsTaggingAPIClient,
  context: CallContext,
  { token }: Pick<TaggedPage, 'token'>,
): Promise<TaggedPage> {
  const { ResourceTagMappingList = [], PaginationToken = '' } = await callAws(
    `list the functions that have the tag "${OPT_IN_TAG}"`,
    context,
    (abortSignal) =>
      client.send(
        new GetResourcesCommand({
          ResourceTypeFilters: ['lambda:function'],
          TagFilters: [{ Key: OPT_IN_TAG, Values: [...TUNED_OPT_INS] }],
          ResourcesPerPage: PAGE_SIZE,
          PaginationToken: token,
        }),
        { abortSignal },
      ),
  );
  return {
    functions: ResourceTagMappingList.flatMap(({ ResourceARN, Tags = [] }) =>
      ResourceARN === undefined
        ? []
        : {
            functionArn: ResourceARN,
            tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
          },
    ),
    ...(PaginationToken !== '' && { token: PaginationToken }),
  };
}

/** The Resource Groups Tagging API as a task uses it. */
export function taggingApi(access: AwsAccess): (context: CallContext) => TaggingApi {
  const client = new ResourceGroupsTaggingAPIClient(clientConfig(access));
  return bindOperations({ readOptedInPage }, () => client);
}
