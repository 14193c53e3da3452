using System.CommandLine;
using MeshStarter.Cli.Commands;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Products;

/// <summary><c>mesh quarantine</c>: lists quarantined batches to a product's owners, and replays one.</summary>
internal static class QuarantineCommand
{
    private const int PageSize = 100;

    public static Command Create()
    {
        var product = ProductArgument.Create();
        return new MeshCommand("quarantine", "List the batches of a product that its checks quarantined, the newest first", callsDomain: true) { product, CreateReplay() }.List<QuarantinedBatch>(
            ["batch", "at", "rows", "state"],
            (result, mesh, after, cancellationToken) => mesh.ProductAsync(HttpMethod.Get, result.GetValue(product), $"quarantine?limit={PageSize}{QueryParameter.Of("after", after)}", body: null, cancellationToken),
            Text,
            result => $"{result.GetValue(product)}: no batch is in quarantine. Where a source.yaml feeds it, rows of its files that are rejected are in no batch: mesh source status {result.GetValue(product)} has them.",
            "batches");
    }

    private static Command CreateReplay()
    {
        var product = ProductArgument.Create();
        var batch = new Argument<string>("batch") { Description = "The batch, as the list names it" };
        return new MeshCommand("replay", "Publish a batch that was quarantined, if its checks now let it pass", callsDomain: true) { product, batch }.Show<QuarantinedBatch>(
            (result, mesh, cancellationToken) => mesh.ProductAsync(HttpMethod.Post, result.GetValue(product), $"quarantine/{Uri.EscapeDataString(result.GetValue(batch)!)}/replay", body: null, cancellationToken),
            (result, replayed) => replayed.SnapshotId is { } snapshot
                ? $"{result.GetValue(product)}: batch {replayed.BatchId} is published as snapshot {snapshot}."
                : $"{result.GetValue(product)}: batch {replayed.BatchId} is replayed; newer rows had replaced all its own, or they were deleted.");
    }

    private static string Text(QuarantinedBatch batch)
    {
        var state = batch.ReplayedAt is { } at ? $"published {Moment.Of(at)}" : "quarantined";
        var lines = new List<string> { $"{VisibleText.Line(batch.BatchId)}\t{Moment.Of(batch.QuarantinedAt)}\t{Words.Count(batch.Rows, "row")}\t{state}" };
        foreach (var result in batch.Results.Where(result => result.Outcome != CheckOutcome.Passed))
        {
            lines.Add($"  {result.Check.Kind}: {VisibleText.Line(result.Reason)}");
            lines.AddRange(result.Sample.Select(row => $"    {row.GetRawText()}"));
        }

        return string.Join(Environment.NewLine, lines);
    }
}
