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
        switch (request.Kind)
        {
            case FrameKind.Parse:
                Parse(Encoding.UTF8.GetString(request.Content.Span));
                break;
            case FrameKind.Execute:
                Execute(JsonSerializer.Deserialize(request.Content.Span, WorkerJson.Default.ExecuteRequest)!);
                break;
            default:
                throw new InvalidDataException($"A worker does not take {request.Kind}.");
        }

        output.Flush();
    }

    public void Dispose()
    {
        _fresh?.Dispose();
        _kept?.Dispose();
    }

    private void Parse(string sql)
    {
        try
        {
            FrameStream.Write(output, FrameKind.Tree, (_kept ?? _fresh!).Parse(sql));
        }
        catch (DuckDbException failed)
        {
            Fail(failed);
        }
    }

    private void Execute(ExecuteRequest request)
    {
        // One that may write to a pipe writes to no other one later.
        var isKept = request.Format != RowFormat.Parquet;
        var sandbox = isKept ? Kept(request) : Fresh();
        try
        {
            new StatementRun(sandbox, request, output).Run();
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
}
