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
        var options = new MeshOptions();
        var service = MeshOptions.Service();
        var command = new Command("quarantine", "List the batches of a product that its checks quarantined, the newest first") { product, format, service };
        options.AddTo(command);
        command.Subcommands.Add(CreateReplay());
        command.SetAction(async (result, cancellationToken) =>
        {
            using var mesh = options.Open(result, result.GetValue(service));
            await ListAsync(mesh, result.GetValue(product), FormatOption.IsJson(result, format), cancellationToken);
            return CliExitCodes.Success;
        });
        return command;
    }

    private static Command CreateReplay()
    {
        var product = ProductArgument.Create();
        var batch = new Argument<string>("batch") { Description = "The batch, as the list names it" };
        var format = FormatOption.OfOne();
        var options = new MeshOptions();
        var service = MeshOptions.Service();
        var command = new Command("replay", "Publish a batch that was quarantined, if its checks now let it pass") { product, batch, format, service };
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var mesh = options.Open(result, result.GetValue(service));
            var reference = result.GetValue(product);
            var quarantine = await mesh.AddressOfAsync(reference, "quarantine", cancellationToken);
            var answer = await mesh.PostAsync(reference.Product.Domain, new Uri($"{quarantine}/{Uri.EscapeDataString(result.GetValue(batch)!)}/replay"), cancellationToken);
            var replayed = answer.Deserialize<QuarantinedBatch>(MeshJson.Options)!;
            await FormatOption.WriteAsync(result, format, answer, () => replayed.SnapshotId is { } snapshot
                ? $"{reference}: batch {replayed.BatchId} is published as snapshot {snapshot}."
                : $"{reference}: batch {replayed.BatchId} is replayed; newer rows had replaced all its own.");
            return CliExitCodes.Success;
        });
        return command;
    }

    private static async Task ListAsync(MeshRemote mesh, ProductReference product, bool asJson, CancellationToken cancellationToken)
    {
        var quarantine = await mesh.AddressOfAsync(product, "quarantine", cancellationToken);
        long? after = null;
        await using var list = new Listing(asJson, "batch", "at", "rows", "state");
        do
        {
            var page = await mesh.GetAsync(product.Product.Domain, new Uri($"{quarantine}?limit={PageSize}{(after is { } id ? $"&after={id}" : "")}"), cancellationToken);
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                await list.AddAsync(item, () => Text(item.Deserialize<QuarantinedBatch>(MeshJson.Options)!));
            }

            after = page.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.Number ? next.GetInt64() : null;
        }
        while (after is not null);
        if (list.IsEmpty)
        {
            await Console.Error.WriteLineAsync($"{product}: no batch is in quarantine.");
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
