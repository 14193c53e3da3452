using System.Text;
using System.Text.Json;
using MeshStarter.DuckDb;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Wire;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>Answers one frame after the other. A query is never stopped in here: the proxy ends the process instead.</summary>
internal sealed class WorkerSession(SandboxLimits limits, Stream output) : IDisposable
{
    // A process that keeps more is replaced, and most of it goes with the database.
    private const long LargestKeptBytes = 200L * 1024 * 1024;

    // Opened while no query waits.
    private Sandbox? _fresh;

    // Serves one query after the other, as long as they need the same of it.
    private Sandbox? _kept;

    public void Open()
    {
        _fresh = new Sandbox(limits);
        // Loads what the first query would wait for: the parser, the JSON functions, the code around them.
        _ = _fresh.Parse("SELECT 1");
        FrameStream.Write(output, FrameKind.Ready, []);
        output.Flush();
    }

    public void Answer(Frame request)
    {
        Write(request);
        output.Flush();
    }

    private void Write(Frame request)
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
                    throw new InvalidDataException($"A worker does not take {request.Kind}.");
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
        // One that may write to a pipe writes to no other one later.
        var isKept = request.Format != RowFormat.Parquet;
        var sandbox = isKept ? Kept(request) : Fresh();
        try
        {
            Execute(sandbox, request);
        }
        catch (Exception failed) when (failed is DuckDbException or WorkerFailureException or UnplacedException)
        {
            isKept &= IsOfTheText(failed);
            Fail(failed);
        }

        if (!isKept || Environment.WorkingSet > LargestKeptBytes)
        {
            // What is done takes a moment: the answer does not wait for it.
            output.Flush();
            _kept = _kept == sandbox ? null : _kept;
            sandbox.Dispose();
            _fresh ??= new Sandbox(limits);
        }

        FrameStream.Write(output, FrameKind.Ready, []);
    }

    // Behind these the database is as it was before the query. Others may be about the files, the memory or the engine itself.
    private static bool IsOfTheText(Exception failed) => ((failed as UnplacedException)?.Failed ?? failed as DuckDbException)?.Kind is
        DuckDbErrorKind.Parser or DuckDbErrorKind.Syntax or DuckDbErrorKind.Binder or DuckDbErrorKind.Catalog or DuckDbErrorKind.Conversion or DuckDbErrorKind.OutOfRange
        or DuckDbErrorKind.InvalidInput or DuckDbErrorKind.MismatchType or DuckDbErrorKind.InvalidType or DuckDbErrorKind.NotImplemented or DuckDbErrorKind.DivideByZero;

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
        using var parquet = request.Format == RowFormat.Parquet ? ParquetSender.Open() : null;
        var sql = Prepared(sandbox, request, parquet?.Path);
        try
        {
            Execute(sandbox, request, sql, parquet);
        }
        catch (DuckDbException failed) when (request.Tree is not null)
        {
            throw new UnplacedException(failed, request.Text is { } text ? PlaceOf(sandbox, text, failed) : null);
        }
    }

    private void Execute(Sandbox sandbox, ExecuteRequest request, string sql, ParquetSender? parquet)
    {
        var text = Answer(sandbox, request, sql);
        if (parquet is not null)
        {
            var columns = new ResultSender(request, output).Named(text.Columns(sandbox));
            // Written again: the text may end with a comment or a semicolon.
            Unplaced(() => parquet.Send(sandbox.Connection, text with { Sql = sandbox.Rewritten(text.Sql) }, columns, request, output));
            Done();
            return;
        }

        var typed = request.Format == RowFormat.Arrow ? Typed(sandbox, text, request)
            : request.ZonedColumns.Count > 0 && request.Use == StatementUse.Run ? Zoned(sandbox, text, request)
            : text;
        try
        {
            using var result = typed == text ? text.Query(sandbox.Connection) : Unplaced(() => typed.Query(sandbox.Connection));
            if (typed == text)
            {
                new ResultSender(request, output).Send(result);
            }
            else
            {
                Unplaced(() => new ResultSender(request, output).Send(result));
            }

            Done();
        }
        catch (DuckDbException stopped) when (stopped.Kind == DuckDbErrorKind.Interrupt)
        {
            throw CauseOf(() => typed.Query(sandbox.Connection)) ?? stopped;
        }
    }

    private void Done() => FrameStream.Write(output, FrameKind.Done, []);

    /// <summary>The same query in the types of a columnar format.</summary>
    private BoundText Typed(Sandbox sandbox, BoundText text, ExecuteRequest request)
    {
        var columns = text.Columns(sandbox);
        return ColumnarText.Differs(columns, request.Format)
            ? text with { Sql = ColumnarText.Of(sandbox.Rewritten(text.Sql), columns, [.. new ResultSender(request, output).Named(columns).Select(column => column.Name)], request.Format) }
            : text;
    }

    /// <summary>The same query with texts in the places of instants that are sent with their zone.</summary>
    private static BoundText Zoned(Sandbox sandbox, BoundText text, ExecuteRequest request) =>
        text with { Sql = ZonedText.Of(sandbox.Rewritten(text.Sql), text.Columns(sandbox), request) };

    /// <summary>Runs a text that is not the user's: a place in it means nothing.</summary>
    private static T Unplaced<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (DuckDbException failed) when (failed.Kind != DuckDbErrorKind.Interrupt)
        {
            throw new UnplacedException(failed, place: null);
        }
    }

    private static void Unplaced(Action run) => Unplaced(() =>
    {
        run();
        return true;
    });

    /// <summary>Returns the text whose rows are sent: the statement, or a query about it.</summary>
    private static BoundText Answer(Sandbox sandbox, ExecuteRequest request, string sql)
    {
        if (request.Use == StatementUse.Run)
        {
            return new BoundText(sql, request.Parameters);
        }

        using var statement = sandbox.Connection.Prepare(sql);
        switch (request.Use)
        {
            case StatementUse.DescribeInput:
                return new BoundText(StatementDescription.Input(statement, request.Parameters), []);
            case StatementUse.DescribeOutput:
                return new BoundText(StatementDescription.Output(sandbox.Connection, sql, statement), []);
            case StatementUse.Check:
                return new BoundText(request.Answer!, []);
            default:
                ParameterBinding.Bind(statement, request.Parameters);
                return new BoundText(StatementDescription.Analyzed(statement, request.Answer!), []);
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
    /// then (1 of 25 tries) it reports theirs for the reason. Run again, without a reader, it names the reason.
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

    private static string Prepared(Sandbox sandbox, ExecuteRequest request, string? target)
    {
        var sql = request.Sql ?? Unparsed(sandbox, request.Tree!);
        try
        {
            sandbox.Prepare(request, target);
            return sql;
        }
        catch (DuckDbException failed) when (failed.Kind != DuckDbErrorKind.OutOfMemory)
        {
            throw new WorkerFailureException(WorkerErrors.Setup, EngineErrors.From(failed).Message);
        }
    }

    // A tree without a text is a fault of what wrote the tree, not of the data.
    private static string Unparsed(Sandbox sandbox, string tree)
    {
        try
        {
            return sandbox.Unparse(tree);
        }
        catch (DuckDbException failed) when (failed.Kind != DuckDbErrorKind.OutOfMemory)
        {
            throw new WorkerFailureException(WorkerErrors.Rewriting, EngineErrors.From(failed).Message);
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
