using MeshStarter.DuckDb;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Wire;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>Runs a statement in a sandbox, and sends its rows or the query about it that a client requested.</summary>
/// <param name="sandbox">The database.</param>
/// <param name="request">What the proxy says of the statement.</param>
/// <param name="output">Takes the frames.</param>
internal sealed class StatementRun(Sandbox sandbox, ExecuteRequest request, Stream output)
{
    private readonly ResultSender _sender = new(request, output);

    /// <exception cref="DuckDbException">The statement failed, at a place of its text.</exception>
    /// <exception cref="UnplacedException">It failed as it was written again.</exception>
    /// <exception cref="WorkerFailureException">The sandbox or the statement could not be prepared, or its rows cannot be sent.</exception>
    public void Run()
    {
        using var parquet = request.Format == RowFormat.Parquet ? ParquetSender.Open() : null;
        var sql = request.Sql ?? Unparsed(request.Tree!);
        Prepare(parquet?.Path);
        try
        {
            Send(Requested(sql), parquet);
        }
        catch (DuckDbException failed) when (request.Tree is not null)
        {
            throw new UnplacedException(failed, request.Text is { } text ? PlaceOf(text, failed) : null);
        }

        FrameStream.Write(output, FrameKind.Done, []);
    }

    // A tree without a text is a fault of what wrote the tree, not of the data.
    private string Unparsed(string tree)
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

    private void Prepare(string? target)
    {
        try
        {
            sandbox.Prepare(request, target);
        }
        catch (DuckDbException failed) when (failed.Kind != DuckDbErrorKind.OutOfMemory)
        {
            throw new WorkerFailureException(WorkerErrors.Setup, EngineErrors.From(failed).Message);
        }
    }

    /// <summary>Returns the text whose rows are sent: the statement, or a query about it.</summary>
    private string Requested(string sql)
    {
        if (request.Use == StatementUse.Run)
        {
            return sql;
        }

        using var statement = sandbox.Connection.Prepare(sql);
        switch (request.Use)
        {
            case StatementUse.DescribeInput:
                return StatementDescription.Input(statement, request.Parameters);
            case StatementUse.DescribeOutput:
                return StatementDescription.Output(sandbox.Connection, sql, statement, request.ColumnShapes);
            case StatementUse.Check:
                return request.Answer!;
            default:
                return StatementDescription.Analyzed(statement, request.Answer!);
        }
    }

    private void Send(string text, ParquetSender? parquet)
    {
        if (parquet is not null)
        {
            var columns = _sender.Named(Columns(text));
            Unplaced(() => parquet.Send(sandbox.Connection, text, columns, request, output));
            return;
        }

        var sent = request.Format == RowFormat.Arrow ? Typed(text)
            : request.ZonedColumns.Count > 0 && request.Use == StatementUse.Run ? Zoned(text)
            : text;
        try
        {
            if (sent == text)
            {
                SendRows(sent);
            }
            else
            {
                Unplaced(() => SendRows(sent));
            }
        }
        catch (DuckDbException stopped) when (stopped.Kind == DuckDbErrorKind.Interrupt)
        {
            throw CauseOf(sent) ?? stopped;
        }
    }

    private void SendRows(string text)
    {
        using var result = sandbox.Connection.Query(text);
        _sender.Send(result);
    }

    /// <summary>The columns of a query's result; it is not run.</summary>
    private IReadOnlyList<DuckDbColumn> Columns(string text)
    {
        using var statement = sandbox.Connection.Prepare(text);
        return statement.Columns;
    }

    /// <summary>The same query in the types of a columnar format.</summary>
    private string Typed(string text)
    {
        var columns = Columns(text);
        return ColumnarText.Differs(columns, request.Format)
            ? ColumnarText.Of(text, columns, [.. _sender.Named(columns).Select(column => column.Name)], request.Format)
            : text;
    }

    /// <summary>The same query with texts in the places of instants that are sent with their zone.</summary>
    private string Zoned(string text) => ZonedText.Of(text, Columns(text), request);

    /// <summary>Runs a text that is not the user's: a place in it means nothing.</summary>
    private static void Unplaced(Action run)
    {
        try
        {
            run();
        }
        catch (DuckDbException failed) when (failed.Kind != DuckDbErrorKind.Interrupt)
        {
            throw new UnplacedException(failed, place: null);
        }
    }

    /// <summary>The place of an error in the text that a user wrote: the statement that ran has other places. Null where that text has no such error.</summary>
    private ulong? PlaceOf(string text, DuckDbException failed)
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
    private DuckDbException? CauseOf(string text)
    {
        try
        {
            using var again = sandbox.Connection.Query(text);
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
}

/// <summary>An error of a statement that was written again.</summary>
/// <param name="failed">The engine's error.</param>
/// <param name="place">The place in the user's text; null where it is not known.</param>
internal sealed class UnplacedException(DuckDbException failed, ulong? place) : Exception(failed.Message, failed)
{
    public DuckDbException Failed => failed;

    public ulong? Place => place;
}
