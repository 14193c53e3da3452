using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
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
        var format = FormatOption.OfList("batches");
        var command = new MeshCommand("quarantine", "List the batches of a product that its checks quarantined, the newest first", callsDomain: true) { product, format, CreateReplay() };
        return command.Run((result, mesh, cancellationToken) => ListAsync(mesh, result.GetValue(product), FormatOption.IsJson(result, format), cancellationToken));
    }

    private static Command CreateReplay()
    {
        var product = ProductArgument.Create();
        var batch = new Argument<string>("batch") { Description = "The batch, as the list names it" };
        var format = FormatOption.OfOne();
        var command = new MeshCommand("replay", "Publish a batch that was quarantined, if its checks now let it pass", callsDomain: true) { product, batch, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var reference = result.GetValue(product);
            var quarantine = await mesh.AddressOfAsync(reference, "quarantine", cancellationToken);
            var answer = await mesh.PostAsync(reference.Product.Domain, new Uri($"{quarantine}/{Uri.EscapeDataString(result.GetValue(batch)!)}/replay"), cancellationToken);
            var replayed = answer.Deserialize<QuarantinedBatch>(MeshJson.Options)!;
            await FormatOption.WriteAsync(result, format, answer, () => replayed.SnapshotId is { } snapshot
                ? $"{reference}: batch {replayed.BatchId} is published as snapshot {snapshot}."
                : $"{reference}: batch {replayed.BatchId} is replayed; newer rows had replaced all its own.");
        });
    }

    private static async Task ListAsync(MeshRemote mesh, ProductReference product, bool asJson, CancellationToken cancellationToken)
    {
        var quarantine = await mesh.AddressOfAsync(product, "quarantine", cancellationToken);
        await using var list = new Listing(asJson, "batch", "at", "rows", "state");
        await list.AddPagesAsync<QuarantinedBatch>(
            after => mesh.GetAsync(product.Product.Domain, new Uri($"{quarantine}?limit={PageSize}{QueryParameter.Of("after", after)}"), cancellationToken),
            Text);
        if (list.IsEmpty)
        {
            await Console.Error.WriteLineAsync($"{product}: no batch is in quarantine. Where a source.yaml feeds it, rows of its files that are rejected are in no batch: mesh source status {product} has them.");
        }
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
