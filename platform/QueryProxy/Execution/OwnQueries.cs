using System.Collections.Concurrent;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.QueryProxy.Metadata;

namespace MeshStarter.QueryProxy.Execution;

/// <summary>The queries that clients follow, for each subject its own.</summary>
internal sealed class OwnQueries
{
    // The list is written into a text.
    private const int MaxText = 1_000;

    private readonly ConcurrentDictionary<string, (QueryRun Run, string? Source)> _queries = new(StringComparer.Ordinal);

    public void Add(QueryRun run, string? source) => _queries[run.Request.Id] = (run, source);

    public void Remove(string id) => _queries.TryRemove(id, out _);

    /// <summary>The queries of a subject, the newest first.</summary>
    public IReadOnlyList<OwnQuery> Of(string subject) =>
        [.. _queries.Values.Where(query => query.Run.Request.Principal.Subject == subject).OrderByDescending(query => query.Run.CreatedAt).Select(query => Describe(query.Run, query.Source))];

    private static OwnQuery Describe(QueryRun run, string? source)
    {
        var (text, failure, statistics) = (run.Request.Sql, run.Failure, run.Statistics);
        var started = run.CreatedAt + statistics.Queued;
        return new OwnQuery
        {
            Id = run.Request.Id,
            State = run.KnownState.ToString().ToUpperInvariant(),
            Source = source ?? "",
            Text = text.Length <= MaxText ? text : text[..MaxText],
            Queued = statistics.Queued,
            Planning = statistics.Planning,
            Created = run.CreatedAt,
            Started = run.Begun.IsCompleted ? started : null,
            Ended = run.HasEnded ? run.CreatedAt + statistics.Elapsed : null,
            ErrorType = failure?.Code.Type.ToWire(),
            ErrorName = failure?.Code.Name,
        };
    }
}
