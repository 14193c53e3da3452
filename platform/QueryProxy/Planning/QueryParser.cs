using System.Text;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Pool;
using MeshStarter.QueryProxy.Failures;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Planning;

/// <summary>
/// Has texts parsed by a worker, because a hostile one may bring the parser down. The worker is given back with the tree: to lend it again for the run takes a microsecond, and what
/// is decided in between is requested over the network. A subject's trees of late are remembered: a tree follows from the text alone, and holds no data.
/// </summary>
internal sealed class QueryParser(WorkerPool workers, IOptions<QueryOptions> options)
{
    private readonly ParsedTexts _parsed = new();

    /// <summary>The tree of a text, or its error, as the engine's parser writes it.</summary>
    /// <param name="request">The query.</param>
    /// <param name="sql">The text.</param>
    /// <param name="cancellationToken">Ends the parser.</param>
    /// <exception cref="QueryFailedException">The parser did not survive the text.</exception>
    public async Task<ReadOnlyMemory<byte>> ParseAsync(QueryRequest request, string sql, CancellationToken cancellationToken)
    {
        var subject = request.Principal.Subject;
        if (_parsed.Find(subject, sql) is { } known)
        {
            return known;
        }

        await using var lent = await workers.LendAsync(subject, request.Id, () => null, cancellationToken);
        var frame = await AnswerAsync(lent.Worker, sql, cancellationToken);
        if (frame is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new QueryFailedException(lent.Worker.EndedFor
                ?? new QueryFailure(TrinoErrorCode.QueryRejected, "The query cannot be parsed safely: the parser did not survive it. Write it in a simpler form."));
        }

        lent.After = WorkerAfterUse.Untouched;
        if (frame.Kind != FrameKind.Tree)
        {
            throw new QueryFailedException(EngineFailure.From(WorkerFrames.Error(frame), sql, [], options.Value));
        }

        _parsed.Add(subject, sql, frame.Content);
        return frame.Content;
    }

    private static async Task<Frame?> AnswerAsync(WorkerProcess worker, string sql, CancellationToken cancellationToken)
    {
        try
        {
            await worker.SendAsync(FrameKind.Parse, Encoding.UTF8.GetBytes(sql), cancellationToken);
        }
        catch (IOException)
        {
            // It has gone; the read says so.
        }

        return await worker.ReadAsync() is { Kind: FrameKind.Tree or FrameKind.Failed } frame ? frame : null;
    }
}
