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

/** One page of tagged functions. */
export interface TaggedPage {
  readonly functions: readonly TaggedFunction[];
  /** Where the list continues; absent after the last page. */
  readonly token?: string;
}

/** The tag, and the values, that the listed functions must have. */
export interface TagQuery extends Pick<TaggedPage, 'token'> {
  readonly tag: string;
  /** Accepted values; absent if every value is. */
  readonly values?: readonly string[];
}

/** All operations of the Resource Groups Tagging API that the tuner uses. */
interface TaggingOperations {
  readonly readTaggedPage: typeof readTaggedPage;
}

/** The Resource Groups Tagging API of the tuner's own region, within a step. */
export type TaggingApi = Api<TaggingOperations>;

/** Resources per page: the maximum (API reference, GetResources). */
const PAGE_SIZE = 100;

/**
 * Reads a page of the functions of the client's region that have a tag. The number of calls depends
 * only on the functions with that tag, one call for each hundred.
 *
 * @param query.token Token of the previous page; absent for the first one.
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

/** Returns the Resource Groups Tagging operations for a task. */
export function taggingApi(access: AwsAccess): (context: CallContext) => TaggingApi {
  const client = new ResourceGroupsTaggingAPIClient(clientConfig(access));
  return bindOperations({ readTaggedPage }, () => client);
}
