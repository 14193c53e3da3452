using Dapper;
using MeshStarter.Catalog.Quality;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Registration;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Lineage;

/// <summary>
/// Finds the root cause of a failing check: between the last batch that passed and the first that did not, the first publish upstream. It goes
/// from a publish to those inputs whose state changed since the publish before, and from there on.
/// </summary>
internal sealed class FailureCauses(NpgsqlDataSource database, QualityStore quality, TimeProvider time)
{
    private const int MaximumSteps = 20;

    private static readonly TimeSpan History = TimeSpan.FromDays(30);

    /// <summary>The cause for a check of a product; null where the product has no such check.</summary>
    public async Task<CauseReport?> FindAsync(ProductDetails product, string check, LineageViewer viewer, CancellationToken cancellationToken)
    {
        var reference = new ProductReference(product.Name, product.Version.Major);
        var found = await quality.FindAsync(product.Name, product.Version.Major, time.GetUtcNow(), cancellationToken);
        var matching = found.Checks.Where(status => CheckName.Matches(status.Result.Check, check)).OrderByDescending(status => status.Result.Outcome != CheckOutcome.Passed).FirstOrDefault();
        if (matching is null)
        {
            return product.Quality.Checks.Any(declared => CheckName.Matches(declared, check))
                ? new CauseReport { Product = reference, Check = check, IsFailing = false, Reason = "No batch was checked yet.", Path = [] }
                : null;
        }

        var name = CheckName.Of(matching.Result.Check);
        if (matching.Result.Outcome == CheckOutcome.Passed)
        {
            return new CauseReport { Product = reference, Check = name, IsFailing = false, Reason = "The newest batch passes.", Path = [] };
        }

        var (passed, failing) = await quality.TurnAsync(product.Name, product.Version.Major, matching.Result.Check, time.GetUtcNow() - History, cancellationToken);
        var report = new CauseReport { Product = reference, Check = name, IsFailing = true, PassedUntil = passed, FailingSince = failing, Reason = "", Path = [] };
        await viewer.RefreshAsync(cancellationToken);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var own = await new ProductNames(connection, time.GetUtcNow(), cancellationToken).OfAsync(new LineageName(LineageAccess.Mesh, reference.ToString()));
        var path = failing is null ? [] : await PathAsync(connection, own, (After(passed, failing.Value), failing.Value.AddMinutes(1)), name, matching.Result.Quarantines, viewer, cancellationToken);
        return report with
        {
            Path = [.. path.Select(Shown)],
            Reason = path.Count switch
            {
                0 => $"No publish of {reference} is kept that says what its rows were made of.",
                1 when Shown(path[0]).Changed.Count == 0 => $"{reference} published without an input that changed: the cause is in its own batch.",
                1 when passed is null => $"{reference} itself: no batch of the last {History.Days} days passed, and no publish of an input is kept from before the first that did not.",
                1 => $"{reference} itself: no publish of an input is kept between the last batch that passed and the first that did not.",
                _ => $"{Shown(path[0]).Dataset} published first, at {path[0].Run.EndedAt:u}, of all that {reference} is made of.",
            },
        };
    }

    // The order in a minute in which batches passed and did not is not known: the failures are looked for in all of it.
    private static DateTimeOffset After(DateTimeOffset? passed, DateTimeOffset failing) => passed is not { } minute ? failing - History : minute < failing ? minute.AddMinutes(1) : failing;

    private static async Task<IReadOnlyList<PublishStep>> PathAsync(
        NpgsqlConnection connection, LineageName product, (DateTimeOffset After, DateTimeOffset Until) window, string check, bool isQuarantined, LineageViewer viewer, CancellationToken cancellationToken)
    {
        if (await StepAsync(connection, product, window, check, isQuarantined, viewer, cancellationToken) is not { } own)
        {
            return [];
        }

        List<IReadOnlyList<PublishStep>> paths = [[own]];
        HashSet<LineageName> seen = [product];
        IReadOnlyList<PublishStep> first = paths[0];
        for (var step = 0; step < MaximumSteps && paths.Count > 0; step++)
        {
            List<IReadOnlyList<PublishStep>> next = [];
            foreach (var path in paths)
            {
                foreach (var input in path[0].Changed.Where(input => seen.Add(input.Name)))
                {
                    if (await StepAsync(connection, input.Name, (path[0].Before ?? window.After, path[0].Run.EndedAt!.Value), check: null, isQuarantined: false, viewer, cancellationToken) is { } publish)
                    {
                        next.Add([publish, .. path]);
                    }
                }
            }

            first = next.Append(first).MinBy(path => path[0].Run.EndedAt)!;
            paths = next;
        }

        return first;
    }

    /// <summary>The first publish of a dataset within a time, of a check the first that did not pass it, or its first quarantined batch, with the inputs that changed since the publish before.</summary>
    private static async Task<PublishStep?> StepAsync(
        NpgsqlConnection connection, LineageName dataset, (DateTimeOffset After, DateTimeOffset Until) window, string? check, bool isQuarantined, LineageViewer viewer, CancellationToken cancellationToken)
    {
        // The first batches of the minute in which a check began to fail may have passed.
        var order = "(@Check = ANY(string_to_array(r.findings, E'\\n'))) IS TRUE DESC, " + (isQuarantined ? "(r.state = 'FAIL') DESC, r.ended_at" : "r.ended_minute, r.ended_at");
        var runs = await connection.QueryAsync<StoredRun>(
            $"""
            WITH made AS NOT MATERIALIZED (
                SELECT r.* FROM lineage_edges e JOIN lineage_runs r ON r.job_namespace = e.job_namespace AND r.job_name = e.job_name
                WHERE e.dataset_namespace = @Namespace AND e.dataset_name = @Name AND e.direction = 'output' AND r.ended_minute <= @Until AND r.ended_at <= @Until
                    AND NOT (r.outputs = jsonb_build_object() AND r.findings IS NULL)),
            publish AS (SELECT r.* FROM made r WHERE r.ended_minute > @After - interval '1 minute' AND r.ended_at > @After ORDER BY {order} LIMIT 1)
            (SELECT {StoredRun.Columns} FROM publish r)
            UNION ALL
            (SELECT {StoredRun.Columns} FROM made r WHERE r.ended_minute <= (SELECT ended_minute FROM publish) AND r.ended_at < (SELECT ended_at FROM publish) AND r.state = 'COMPLETE' ORDER BY r.ended_minute DESC, r.ended_at DESC LIMIT 1)
            """,
            new { dataset.Namespace, dataset.Name, window.After, window.Until, Check = check },
            cancellationToken);
        if (runs is not [var publish, ..])
        {
            return null;
        }

        var before = runs.Count > 1 ? runs[1] : null;
        var (inputs, inputsBefore) = (StoredRun.Read(publish.Inputs), before is null ? [] : StoredRun.Read(before.Inputs));
        var names = await InputsAsync(connection, publish, cancellationToken);
        var changed = inputs.Select(input => (Id: input.Key, After: Version(inputs, input.Key), Before: Version(inputsBefore, input.Key)))
            .Where(input => input.Before is null || input.After is null || input.Before != input.After)
            .SelectMany(input => LineageNodeId.Parse(input.Id).OrderByDescending(id => names.Contains(id.Name)).Take(1).Select(id => (id.Name, input.Before, input.After))).ToList();
        return new PublishStep(dataset, publish, before?.EndedAt, [.. changed.Where(input => viewer.Sees(input.Name))]);
    }

    // The id of a dataset whose namespace is an address, such as postgres://localhost, may be read in several ways: the job has the one that is meant.
    private static async Task<IReadOnlySet<LineageName>> InputsAsync(NpgsqlConnection connection, StoredRun run, CancellationToken cancellationToken) => (await connection.QueryAsync<LineageName>(
        "SELECT DISTINCT dataset_namespace AS Namespace, dataset_name AS Name FROM lineage_edges WHERE job_namespace = @JobNamespace AND job_name = @JobName AND direction = 'input'",
        new { run.JobNamespace, run.JobName },
        cancellationToken)).ToHashSet();

    private static CausingPublish Shown(PublishStep step) => new(
        step.Dataset.Name,
        step.Run.RunId,
        step.Run.EndedAt!.Value,
        step.Run.State,
        Version(StoredRun.Read(step.Run.Outputs), new LineageNodeId(IsJob: false, step.Dataset).ToString()),
        [.. step.Changed.Select(input => new ChangedInput(input.Name.Name, input.Before, input.After, Source(input.Name)))],
        Source(step.Dataset));

    private static string? Source(LineageName dataset) => dataset.Namespace == LineageAccess.Mesh ? null : dataset.Namespace;

    private static string? Version(System.Text.Json.Nodes.JsonObject datasets, string id) =>
        datasets[id]?["version"]?["facet"]?["datasetVersion"] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue(out string? version) ? version : null;

    private sealed record PublishStep(LineageName Dataset, StoredRun Run, DateTimeOffset? Before, IReadOnlyList<(LineageName Name, string? Before, string? After)> Changed);
}
