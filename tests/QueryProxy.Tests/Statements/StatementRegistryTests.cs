using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Policy.Decisions;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Sessions;
using MeshStarter.QueryProxy.Statements;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Tests.Statements;

public sealed class StatementRegistryTests : FolderTests
{
    private const int Kept = 500;

    private static readonly Principal Analyst = new("analyst", Domain: null, Roles: [], Purposes: []);

    [Fact]
    public async Task Sweeps_and_requests_that_make_room_do_not_meet_at_a_query_that_is_removed()
    {
        var options = new QueryOptions();
        var storage = new ResultStorage(options, Folder.Path, TimeProvider.System);
        using var registry = Registry(options, storage);
        storage.Memory.Take(Analyst.Subject, options.BufferMiBPerSubject * 1024L * 1024);
        var queries = new List<string>();
        for (var round = 0; round < 5; round++)
        {
            while (queries.Count < 2 * Kept)
            {
                queries.Add(await ReadRefusedAsync(registry));
            }

            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var calls = Enumerable.Range(0, 8).Select(call => Task.Run(async () =>
            {
                await start.Task;
                if (call % 2 == 0)
                {
                    registry.MakeRoom(Analyst.Subject);
                }
                else
                {
                    registry.Sweep();
                }
            })).ToList();
            start.SetResult();
            await Task.WhenAll(calls);

            queries.RemoveAll(id => registry.Find(id) is null);
            Assert.Equal(Kept, queries.Count);
        }
    }

    [Fact]
    public async Task Query_that_is_not_read_yet_is_kept_longer_than_later_ones_that_were_read()
    {
        var options = new QueryOptions();
        using var registry = Registry(options, new ResultStorage(options, Folder.Path, TimeProvider.System));
        var unread = Refused(registry);
        await unread.Run.Begun;
        List<string> read = [];
        while (read.Count < Kept)
        {
            read.Add(await ReadRefusedAsync(registry));
        }

        registry.Sweep();

        Assert.Equal([read[0]], read.Append(unread.Run.Request.Id).Where(id => registry.Find(id) is null));
    }

    /// <summary>A query whose text is refused.</summary>
    private static StatementQuery Refused(StatementRegistry registry) =>
        registry.Begin(id => new QueryRequest(id, "SELECT 1", Analyst, new QuerySession(), RowFormat.Trino), source: null, new QueryFailure(TrinoErrorCode.QueryTextTooLarge, "Too long."));

    /// <summary>A query whose text is refused, read to its end.</summary>
    private static async Task<string> ReadRefusedAsync(StatementRegistry registry)
    {
        var query = Refused(registry);
        var position = PagePosition.First;
        while ((await query.PageAsync(position, TimeSpan.FromMinutes(1), CancellationToken.None))?.Next is { } next)
        {
            position = next;
        }

        return query.Run.Request.Id;
    }

    // A text that is refused reaches neither a worker nor the planner.
    private static StatementRegistry Registry(QueryOptions options, ResultStorage storage)
    {
        var settings = Options.Create(options);
        var runner = new QueryRunner(admitted: null!, new AnswerEnds(audit: null!, TimeProvider.System), capture: null!, new Transactions(settings, TimeProvider.System), TimeProvider.System, NullLogger<QueryRunner>.Instance);
        return new StatementRegistry(runner, storage, new QueryIds(settings, TimeProvider.System), new StatementQueries(), settings, TimeProvider.System);
    }
}
