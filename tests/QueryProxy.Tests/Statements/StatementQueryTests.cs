using System.Globalization;
using System.Text;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Policy.Decisions;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Statements;

namespace MeshStarter.QueryProxy.Tests.Statements;

public sealed class StatementQueryTests : IDisposable
{
    private const int BatchBytes = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Principal Analyst = new("analyst", Domain: null, Roles: [], Purposes: []);

    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-statements-").FullName;
    private readonly ResultStorage _storage;
    private readonly QueryRun _run;
    private readonly StatementQuery _query;

    public StatementQueryTests()
    {
        _storage = new ResultStorage(new QueryOptions(), _folder, TimeProvider.System);
        _run = new QueryRun(new QueryRequest("20260101_000000_00001_aaaaa", "SELECT 1", Analyst, new QuerySession(), RowFormat.Trino), _storage, TimeProvider.System);
        _query = new StatementQuery(_run, source: null, TimeSpan.FromMinutes(5), TimeProvider.System);
    }

    public void Dispose()
    {
        _query.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Second_answer_has_the_rows_of_a_query_that_was_admitted()
    {
        _run.Begin();
        _run.Describe("[]"u8.ToArray());
        Write("[1]");
        _run.End(failure: null);

        var page = await _query.PageAsync(PagePosition.First, Patience, CancellationToken.None);

        Assert.Equal("[1]", Encoding.UTF8.GetString(page!.Rows!.Value.Span));
        Assert.NotNull(page.Next);
        Assert.Equal(QueryState.Finished, page.State);
    }

    [Fact]
    public async Task Last_page_of_a_query_that_ends_while_it_is_read_is_finished()
    {
        _run.Begin();
        _run.Run();
        _run.Describe("[]"u8.ToArray());
        Write("[1]");

        var reading = _query.PageAsync(PagePosition.First, Patience, CancellationToken.None);
        _run.End(failure: null);
        var page = await _query.PageAsync((await reading)!.Next!, Patience, CancellationToken.None);

        Assert.Equal((QueryState.Finished, null), (page!.State, page.Next));
        Assert.Null(page.Rows);
    }

    [Fact]
    public async Task Query_that_waits_is_queued_and_one_that_has_no_rows_yet_goes_on()
    {
        var queued = await _query.PageAsync(PagePosition.First, TimeSpan.FromMilliseconds(1), CancellationToken.None);
        _run.Begin();
        var planned = await _query.PageAsync(queued!.Next!, TimeSpan.FromMilliseconds(1), CancellationToken.None);

        Assert.Equal((QueryState.Queued, PagePosition.First.Next), (queued.State, queued.Next));
        Assert.Equal((QueryState.Planning, new PagePosition(PagePhase.Executing, 0)), (planned!.State, planned.Next));
        Assert.Null(planned.Rows);
    }

    [Fact]
    public async Task Page_that_is_still_written_keeps_its_rows_while_those_behind_it_are_read()
    {
        _run.Begin();
        _run.Describe("[]"u8.ToArray());
        WriteFilled('1');
        // The client of this page reads slowly, and asks for the next ones on another connection.
        var slow = await _query.PageAsync(PagePosition.First, Patience, CancellationToken.None);
        var next = slow!.Next!;
        foreach (var value in "23456789")
        {
            WriteFilled(value);
            var page = await _query.PageAsync(next, Patience, CancellationToken.None);
            AssertFilled(page!, value);
            page!.Batch!.Release();

            var again = await _query.PageAsync(next, Patience, CancellationToken.None);
            AssertFilled(again!, value);
            again!.Batch!.Release();
            next = page.Next!;
        }

        AssertFilled(slow, '1');
        slow.Batch!.Release();
        Assert.Throws<ObjectDisposedException>(() => slow.Rows!.Value.Span[0]);
    }

    [Fact]
    public async Task Last_page_of_rows_lets_them_go_when_it_is_forgotten_and_the_end_is_answered()
    {
        _run.Begin();
        _run.Describe("[]"u8.ToArray());
        WriteFilled('1');
        _run.End(failure: null);
        var page = await _query.PageAsync(PagePosition.First, Patience, CancellationToken.None);
        page!.Batch!.Release();
        AssertFilled(page, '1');

        Assert.True(_query.IsRead);
        _query.Forget();

        Assert.Throws<ObjectDisposedException>(() => page.Rows!.Value.Span[0]);
        Assert.True(_storage.Memory.TryTake(Analyst.Subject, _storage.Options.BufferMiBPerSubject * 1024L * 1024));
        var end = await _query.PageAsync(page.Next!, Patience, CancellationToken.None);
        Assert.Equal((QueryState.Finished, null, null), (end!.State, end.Next, end.Failure));
    }

    [Fact]
    public async Task Columns_of_a_query_without_rows_are_there_until_its_client_has_them()
    {
        _run.Begin();
        _run.Describe("[1]"u8.ToArray());
        _run.End(failure: null);

        Assert.False(_query.IsRead);
        _query.Forget();
        var page = await _query.PageAsync(PagePosition.First, Patience, CancellationToken.None);

        Assert.Equal((QueryState.Finished, "[1]"), (page!.State, Encoding.UTF8.GetString(page.Columns!.Value.Span)));
    }

    [Fact]
    public async Task Page_of_a_stopped_query_has_its_error_and_no_rows_while_the_worker_still_makes_some()
    {
        var reason = new QueryFailure(TrinoErrorCode.GrantRevoked, "The grant has ended.");
        _run.Begin();
        _run.Run();
        _run.Describe("[]"u8.ToArray());
        WriteFilled('1');
        WriteFilled('2');
        var first = await _query.PageAsync(PagePosition.First, Patience, CancellationToken.None);
        first!.Batch!.Release();

        _run.Cancel(reason);
        WriteFilled('3');
        var next = await _query.PageAsync(first.Next!, Patience, CancellationToken.None);
        _run.End(failure: null);

        Assert.Equal((QueryState.Failed, reason, null), (next!.State, next.Failure, next.Next));
        Assert.Null(next.Rows);
        Assert.Equal((QueryState.Failed, reason), (_run.State, _run.Failure));
        Assert.False(await _run.Rows.Over);
    }

    private static void AssertFilled(StatementPage page, char value)
    {
        Assert.Equal(BatchBytes, page.Rows!.Value.Length);
        Assert.False(page.Rows.Value.Span.ContainsAnyExcept((byte)value), string.Create(CultureInfo.InvariantCulture, $"other rows than {value}"));
    }

    private void WriteFilled(char value)
    {
        var memory = _run.Rows.Arrays.Rent(BatchBytes);
        memory.GetSpan().Fill((byte)value);
        Assert.True(_run.Rows.TryWrite(new RowBatch(1, memory.Memory) { Memory = memory }));
    }

    private void Write(string rows) => Assert.True(_run.Rows.TryWrite(new RowBatch(1, Encoding.UTF8.GetBytes(rows))));
}
