using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lineage;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Quality;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Commands;

/// <summary><c>mesh cause</c>: shows the first publish upstream that changed before a check of a product began to fail.</summary>
internal static class CauseCommand
{
    public static Command Create()
    {
        var product = ProductArgument.Create();
        var check = new Argument<string?>("check") { Description = "The check, such as not_null:order_id or only its kind; without it all that the newest batch does not pass", Arity = ArgumentArity.ZeroOrOne };
        var format = FormatOption.OfList("causes");
        var options = new MeshOptions();
        var command = new Command("cause", "Show why a check of a product does not pass: the first publish upstream that changed, and the way from there") { product, check, format };
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var mesh = options.Open(result);
            var reference = result.GetValue(product);
            IReadOnlyList<string> checks = result.GetValue(check) is { } named ? [named] : await FailingAsync(mesh, reference, cancellationToken);
            foreach (var name in checks)
            {
                var answer = await mesh.GetAsync($"products/{reference}/checks/{Uri.EscapeDataString(name)}/cause", cancellationToken);
                await Console.Out.WriteLineAsync(FormatOption.IsJson(result, format) ? answer.GetRawText() : Text(answer.Deserialize<CauseReport>(MeshJson.Options)!));
            }

            if (checks.Count == 0)
            {
                await Console.Error.WriteLineAsync($"{reference}: no check fails on the newest batch.");
            }

            return CliExitCodes.Success;
        });
        return command;
    }

    private static async Task<IReadOnlyList<string>> FailingAsync(MeshRemote mesh, ProductReference product, CancellationToken cancellationToken)
    {
        var quality = (await mesh.GetAsync($"products/{product}/quality", cancellationToken)).Deserialize<ProductQuality>(MeshJson.Options)!;
        return [.. quality.Checks.Where(check => check.Result.Outcome != CheckOutcome.Passed).Select(check => CheckName.Of(check.Result.Check)).Distinct(StringComparer.Ordinal)];
    }

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
