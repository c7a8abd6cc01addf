// Drives a gateway with the Mastra client as its users do; prints one JSON line per finding.
import { MastraClient } from '@mastra/client-js';

const client = new MastraClient({ baseUrl: process.argv[2], retries: 0 });
const say = (name, value) => console.log(JSON.stringify({ [name]: value }));

say('agents', await client.listAgents());
say('agent', await client.getAgent('scout').details());
say('list', await client.listBackgroundTasks({ runId: 'client-run', status: 'running', perPage: 5 }));
say('task', await client.getBackgroundTask('client:task'));
try {
  await client.getBackgroundTask('nobody');
} catch (e) {
  say('missing', { status: e.status, body: e.body });
}
say('threads', await client.listMemoryThreads({ resourceId: 'u1', agentId: 'scout', orderBy: { field: 'createdAt', direction: 'ASC' } }));
say('messages', await client.getMemoryThread({ threadId: 'client-thread', agentId: 'scout' }).listMessages());

const tasks = (await client.streamBackgroundTasks({ taskId: 'client:task' })).getReader();
say('live', (await tasks.read()).value);
await tasks.cancel();

const seen = [];
const stream = await client.getAgent('scout').streamUntilIdle('hi', {
  runId: 'client-stream',
  memory: { thread: 'client-thread', resource: 'u1' },
});
await stream.processDataStream({ onChunk: async (chunk) => seen.push(chunk.type) });
say('stream', seen);

const again = [];
const observed = await client.getAgent('scout').observe({ runId: 'client-stream', offset: 1 });
await observed.processDataStream({ onChunk: async (chunk) => again.push(chunk.type) });
say('observe', again);

say('generate', await client.getAgent('scout').generate('hi', { runId: 'client-generate' }));
process.exit(0);
