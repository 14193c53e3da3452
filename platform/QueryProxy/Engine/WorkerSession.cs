using System.Text;
using System.Text.Json;
using MeshStarter.DuckDb;
using MeshStarter.QueryProxy.Workers;

namespace MeshStarter.QueryProxy.Engine;

/// <summary>Answers one frame after the other. A query is never stopped in here: the proxy ends the process instead.</summary>
internal sealed class WorkerSession(SandboxLimits limits, Stream output) : IDisposable
{
    // A process that keeps more is replaced, and most of it goes with the database.
    private const long LargestKeptBytes = 200L * 1024 * 1024;

    // Opened while no query waits.
    private Sandbox? _fresh;

    // Serves one query after the other, as long as they need the same of it.
    private Sandbox? _kept;
    private byte[] _ready = [];

    public void Open()
    {
        _ready = JsonSerializer.SerializeToUtf8Bytes(new WorkerReady(DuckDbDatabase.LibraryVersion), WorkerJson.Default.WorkerReady);
        _fresh = new Sandbox(limits);
        // Loads what the first query would wait for: the parser, the JSON functions, the code around them.
        _ = _fresh.Parse("SELECT 1");
        FrameStream.Write(output, FrameKind.Ready, _ready);
    }

    public void Answer(Frame request)
    {
        if (request.Kind == FrameKind.Execute)
        {
            Answer(JsonSerializer.Deserialize(request.Content.Span, WorkerJson.Default.ExecuteRequest)!);
            return;
        }

        try
        {
            switch (request.Kind)
            {
                case FrameKind.Parse:
                    FrameStream.Write(output, FrameKind.Tree, (_kept ?? _fresh!).Parse(Encoding.UTF8.GetString(request.Content.Span)));
                    break;
                default:
                    throw new InvalidDataException($"A worker is not asked {request.Kind}.");
            }
        }
        catch (DuckDbException failed)
        {
            Fail(failed);
        }
    }

    public void Dispose()
    {
        _fresh?.Dispose();
        _kept?.Dispose();
    }

    private void Answer(ExecuteRequest request)
    {
        var isKept = request.Setup.Count == 0;
        var sandbox = isKept ? Kept(request) : Fresh();
        try
        {
            Execute(sandbox, request);
        }
        catch (Exception failed) when (failed is DuckDbException or WorkerFailureException or UnplacedException)
        {
            isKept = false;
            Fail(failed);
        }

        if (!isKept || Environment.WorkingSet > LargestKeptBytes)
        {
            _kept = _kept == sandbox ? null : _kept;
            sandbox.Dispose();
            _fresh ??= new Sandbox(limits);
        }

        FrameStream.Write(output, FrameKind.Ready, _ready);
    }

    /// <summary>The database of the query before, where it serves this one too.</summary>
    private Sandbox Kept(ExecuteRequest request)
    {
        if (_kept is { } kept && kept.Serves(request))
        {
            return kept;
        }

        _kept?.Dispose();
        _kept = null;
        return _kept = Fresh();
    }

    private Sandbox Fresh()
    {
        var fresh = _fresh ?? new Sandbox(limits);
        _fresh = null;
        return fresh;
    }

    private void Execute(Sandbox sandbox, ExecuteRequest request)
    {
        var sql = Prepared(sandbox, request);
        try
        {
            Execute(sandbox, request, sql);
        }
        catch (DuckDbException failed) when (request.Tree is not null)
        {
            throw new UnplacedException(failed, request.Text is { } text ? PlaceOf(sandbox, text, failed) : null);
        }
    }

    private void Execute(Sandbox sandbox, ExecuteRequest request, string sql)
    {
        using var statement = request.Use == StatementUse.Run && request.Parameters.Count == 0 ? null : sandbox.Connection.Prepare(sql);
        var run = Answer(sandbox, request, sql, statement);
        try
        {
            using var result = run();
            var totals = new ResultSender(request, output).Send(result);
            FrameStream.Write(output, FrameKind.Done, JsonSerializer.SerializeToUtf8Bytes(totals, WorkerJson.Default.ExecutionTotals));
        }
        catch (DuckDbException stopped) when (stopped.Kind == DuckDbErrorKind.Interrupt)
        {
            throw CauseOf(run) ?? stopped;
        }
    }

    /// <summary>What has the rows that are sent: the statement, or a query about it.</summary>
    private static Func<DuckDbResult> Answer(Sandbox sandbox, ExecuteRequest request, string sql, DuckDbStatement? statement)
    {
        if (statement is null)
        {
            return () => sandbox.Connection.Query(sql);
        }

        switch (request.Use)
        {
            case StatementUse.DescribeInput:
                var input = StatementDescription.Input(statement, request.Parameters);
                return () => sandbox.Connection.Query(input);
            case StatementUse.DescribeOutput:
                var columns = StatementDescription.Output(sandbox.Connection, sql, statement);
                return () => sandbox.Connection.Query(columns);
            case StatementUse.Check:
                return () => sandbox.Connection.Query(request.Answer!);
            case StatementUse.Analyze:
                ParameterBinding.Bind(statement, request.Parameters);
                var analyzed = StatementDescription.Analyzed(statement, request.Answer!);
                return () => sandbox.Connection.Query(analyzed);
            default:
                ParameterBinding.Bind(statement, request.Parameters);
                return () => statement.Query();
        }
    }

    /// <summary>The place of an error in the text that a user wrote: the statement that ran has other places. Null where that text has no such error.</summary>
    private static ulong? PlaceOf(Sandbox sandbox, string text, DuckDbException failed)
    {
        try
        {
            using var statement = sandbox.Connection.Prepare(text);
            return null;
        }
        catch (DuckDbException again)
        {
            var (placed, other) = (EngineErrors.From(again), EngineErrors.From(failed));
            return placed.Kind == other.Kind && placed.Subtype == other.Subtype && FirstLine(placed.Message) == FirstLine(other.Message) ? placed.Position : null;
        }
    }

    private static string FirstLine(string message) => message.Split('\n')[0];

    /// <summary>
    /// No one interrupts a query in here but the engine itself (1.5.6): when one of its threads fails it stops the others, and now and
    /// then (1 of 25 tries) it reports theirs for the reason. Asked again, without a reader, it names the reason.
    /// </summary>
    private static DuckDbException? CauseOf(Func<DuckDbResult> run)
    {
        try
        {
            using var again = run();
            while (again.NextChunk() is not null)
            {
                // Only the failure is wanted.
            }

            return null;
        }
        catch (DuckDbException cause) when (cause.Kind != DuckDbErrorKind.Interrupt)
        {
            return cause;
        }
        catch (DuckDbException)
        {
            return null;
        }
    }

    private static string Prepared(Sandbox sandbox, ExecuteRequest request)
    {
        if (!sandbox.Serves(request))
        {
            try
            {
                sandbox.SetTimeZone(request.TimeZone);
            }
            catch (DuckDbException)
            {
                throw new WorkerFailureException(WorkerErrors.TimeZone, request.TimeZone);
            }
        }

        try
        {
            var sql = request.Sql ?? sandbox.Unparse(request.Tree!);
            sandbox.Prepare(request);
            return sql;
        }
        catch (DuckDbException failed) when (failed.Kind != DuckDbErrorKind.OutOfMemory)
        {
            throw new WorkerFailureException(WorkerErrors.Setup, EngineErrors.From(failed).Message);
        }
    }

    private void Fail(Exception failed)
    {
        var error = failed switch
        {
            WorkerFailureException own => new EngineError(own.Kind, own.Message),
            UnplacedException unplaced => EngineErrors.From(unplaced.Failed) with { Position = unplaced.Place },
            _ => EngineErrors.From((DuckDbException)failed),
        };
        FrameStream.Write(output, FrameKind.Failed, JsonSerializer.SerializeToUtf8Bytes(error, WorkerJson.Default.EngineError));
    }

    /// <summary>An error of a statement that was written again, with its place in the user's text.</summary>
    private sealed class UnplacedException(DuckDbException failed, ulong? place) : Exception(failed.Message, failed)
    {
        public DuckDbException Failed => failed;

        public ulong? Place => place;
    }
}
