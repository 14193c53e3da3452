using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Lineage;

/// <summary><c>mesh cause</c>: shows the first publish upstream that changed before a check of a product began to fail, and the failed runs of its pipeline.</summary>
internal static class CauseCommand
{
    private const int MostRuns = 1_000;

    public static Command Create()
    {
        var product = ProductArgument.Create();
        var check = new Argument<string?>("check") { Description = "The check, such as not_null:order_id or only its kind; without it all that the newest batch does not pass, and failed runs of the pipeline", Arity = ArgumentArity.ZeroOrOne };
        var format = FormatOption.OfList("causes");
        var command = new MeshCommand("cause", "Show why a check of a product does not pass: the first publish upstream that changed, and the way from there; and which runs of its pipeline failed") { product, check, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var reference = result.GetValue(product);
            IReadOnlyList<string> checks = result.GetValue(check) is { } named ? [named] : await FailingAsync(mesh, reference, cancellationToken);
            foreach (var name in checks)
            {
                var answer = await mesh.GetAsync($"products/{reference}/checks/{Uri.EscapeDataString(name)}/cause", cancellationToken);
                await Console.Out.WriteLineAsync(FormatOption.IsJson(result, format) ? answer.GetRawText() : Text(answer.Deserialize<CauseReport>(MeshJson.Options)!));
            }

            var failed = result.GetValue(check) is null ? await FailedRunsAsync(mesh, reference, cancellationToken) : [];
            foreach (var run in failed)
            {
                await Console.Out.WriteLineAsync(FormatOption.IsJson(result, format) ? run.GetRawText() : Text(run.Deserialize<PipelineRun>(MeshJson.Options)!));
            }

            if (checks.Count == 0 && failed.Count == 0)
            {
                await Console.Error.WriteLineAsync($"{reference}: no check fails on the newest batch, and no run of a pipeline failed.");
            }
        });
    }

    private static async Task<IReadOnlyList<string>> FailingAsync(MeshRemote mesh, ProductReference product, CancellationToken cancellationToken)
    {
        var quality = (await mesh.GetAsync($"products/{product}/quality", cancellationToken)).Deserialize<ProductQuality>(MeshJson.Options)!;
        return [.. quality.Checks.Where(check => check.Result.Outcome != CheckOutcome.Passed).Select(check => CheckName.Of(check.Result.Check)).Distinct(StringComparer.Ordinal)];
    }

    // The latest runs of windows, of those that did not succeed.
    private static async Task<IReadOnlyList<JsonElement>> FailedRunsAsync(MeshRemote mesh, ProductReference product, CancellationToken cancellationToken)
    {
        var latest = await mesh.GetAsync($"pipelines/{product}/runs?latest=true&limit={MostRuns.ToString(CultureInfo.InvariantCulture)}", cancellationToken);
        return [.. latest.GetProperty("items").EnumerateArray().Where(run => run.GetProperty("state").GetString() is "failed" or "quarantined" or "timed_out")];
    }

    private static string Text(PipelineRun run) =>
        $"pipeline\trun {run.Generation.ToString(CultureInfo.InvariantCulture)} of {VisibleText.Line(run.Label ?? run.Window)} {WireNames.Of(run.State)}"
        + (run.EndedAt is { } ended ? $" {Moment.Of(ended)}" : "")
        + $"\t{VisibleText.Line(run.Error ?? "why, those see who may operate the product")}";

    private static string Text(CauseReport cause)
    {
        var since = cause.IsFailing
            ? $"fails since {(cause.FailingSince is { } failing ? Moment.Of(failing) : "a time that is not known")}, passed {(cause.PassedUntil is { } passed ? $"until {Moment.Of(passed)}" : "in none of the last 30 days")}"
            : "does not fail";
        return string.Join(Environment.NewLine, [$"{VisibleText.Line(cause.Check)}\t{since}\t{VisibleText.Line(cause.Reason)}", .. cause.Path.Select(Text)]);
    }

    private static string Text(CausingPublish publish)
    {
        var changed = publish.Changed.Select(input => (input.Before, input.After) is ({ } before, { } after) ? $"{Name(input.Dataset, input.Source)} {before} -> {after}" : Name(input.Dataset, input.Source));
        return "  " + VisibleText.Line(string.Join(
            " · ",
            new[]
            {
                Name(publish.Dataset, publish.Source),
                $"{(publish.State == "COMPLETE" ? "published" : "quarantined")} {Moment.Of(publish.At)}",
                publish.Version is { } version ? $"snapshot {version}" : "",
                publish.Changed.Count == 0 ? "" : $"changed: {string.Join(", ", changed)}",
            }.Where(part => part.Length > 0)));
    }

    private static string Name(string dataset, string? source) => source is null ? dataset : $"{dataset} in {source}";
}
