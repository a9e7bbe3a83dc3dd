import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { type CallContext, callAws } from './aws-call.ts';
import { type AwsAccess, clientConfig } from './clients.ts';
import { type Api, bindOperations } from './gateway.ts';

/** A function and its tags. */
export interface TaggedFunction {
  readonly functionArn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One page of them. */
export interface TaggedPage {
  readonly functions: readonly TaggedFunction[];
  /** Where the list goes on; absent after the last page. */
  readonly token?: string;
}

/** Which functions to list. */
export interface TagQuery extends Pick<TaggedPage, 'token'> {
  readonly tag: string;
  /** Any of them; absent for every value. */
  readonly values?: readonly string[];
}

/** All that the tuner asks of the Resource Groups Tagging API. */
interface TaggingOperations {
  readonly readTaggedPage: typeof readTaggedPage;
}

/** The Resource Groups Tagging API of the tuner's own region, within a step. */
export type TaggingApi = Api<TaggingOperations>;

/** Resources of one answer: the most there are (API reference, GetResources). */
const PAGE_SIZE = 100;

/**
 * Reads a page of the functions of the client's region that have a tag. It costs as many calls as
 * there are such functions, by hundreds, however many others the account has.
 *
 * @param query.token Of the page before; absent for the first one.
 * @throws {TunerError} If the Resource Groups Tagging API cannot be asked.
 */
export async function readTaggedPage(
  client: ResourceGroupsTaggingAPIClient,
  context: CallContext,
  { tag, values, token }: TagQuery,
): Promise<TaggedPage> {
  const { ResourceTagMappingList = [], PaginationToken = '' } = await callAws(
    `list the functions that have the tag "${tag}"`,
    context,
    (abortSignal) =>
      client.send(
        new GetResourcesCommand({
          ResourceTypeFilters: ['lambda:function'],
          TagFilters: [{ Key: tag, ...(values && { Values: [...values] }) }],
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
  return bindOperations({ readTaggedPage }, () => client);
}
