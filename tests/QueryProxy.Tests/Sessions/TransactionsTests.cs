using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Policy.Decisions;
using MeshStarter.QueryProxy.Buffers;
using MeshStarter.QueryProxy.Execution;
using MeshStarter.QueryProxy.Planning;
using MeshStarter.QueryProxy.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Tests.Sessions;

public sealed class TransactionsTests : FolderTests
{
    private static readonly Principal Analyst = new("analyst", Domain: null, Roles: [], Purposes: []);

    private readonly MovableTime _time = new();
    private readonly Transactions _transactions;

    public TransactionsTests() => _transactions = new Transactions(Options.Create(new QueryOptions()), _time);

    [Fact]
    public async Task Transaction_is_not_idle_while_the_rows_of_its_statement_are_read()
    {
        var id = _transactions.Start(Analyst.Subject);
        using var run = Run(id);
        Assert.True(run.Rows.TryWrite(new RowBatch(1, "[1]"u8.ToArray())));
        Begin(run);
        await run.Begun;

        _time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(TimeSpan.Zero, Assert.Single(_transactions.Of(Analyst.Subject)).Idle);
        await run.Rows.ReadAsync(CancellationToken.None);
        await run.Rows.Over;
        await Eventually.HoldsAsync(() => Task.FromResult(_transactions.Of(Analyst.Subject) is [{ Idle: var idle }] && idle > TimeSpan.Zero), "the transaction is idle again");

        _transactions.End(Analyst.Subject, id);
    }

    [Fact]
    public async Task Transaction_ends_five_minutes_after_its_last_statement()
    {
        var id = _transactions.Start(Analyst.Subject);
        using var run = Run(id);
        Begin(run);
        await run.Rows.Over;

        _time.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(TrinoErrorCode.UnknownTransaction, Assert.Throws<QueryFailedException>(() => _transactions.End(Analyst.Subject, id)).Failure.Code);
    }

    // A text that is refused reaches neither a worker nor the planner.
    private QueryRun Run(string transaction) => new(
        new QueryRequest("20260131_120000_00001_abcde", "SELECT 1", Analyst, new QuerySession { TransactionId = transaction }, RowFormat.Trino),
        new ResultStorage(new QueryOptions(), Folder.Path, _time),
        _time)
    {
        Refusal = new QueryFailure(TrinoErrorCode.QueryTextTooLarge, "Too long."),
    };

    private void Begin(QueryRun run) =>
        _ = new QueryRunner(admitted: null!, new AnswerEnds(audit: null!, _time), capture: null!, _transactions, _time, NullLogger<QueryRunner>.Instance).RunAsync(run);
}
