using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Pipelines;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Pipelines;

/// <summary><c>mesh pipeline</c>: shows how a product's pipeline is doing, and runs, backfills, pauses and cancels windows, for those who may operate the product.</summary>
internal static class PipelineCommand
{
    private const int PageSize = 100;

    // A service answers within a minute.
    private const int WaitSeconds = 30;

    public static Command Create() => new("pipeline", "How the pipeline of a product is doing, its runs, and running, backfilling, pausing and cancelling windows, for those who may operate the product; and checks and tests of pipelines, without a mesh")
    {
        CreateStatus(), CreateRuns(), CreateRun(), CreateBackfill(), CreatePause("pause", "Have the windows of a pipeline wait"), CreatePause("resume", "End the pause of a pipeline"), CreateCancel(), PipelineCheckCommand.Create(), PipelineTestCommand.Create(),
    };

    private static Command CreateStatus()
    {
        var product = ProductArgument.Create();
        return new MeshCommand("status", "Show when the pipeline is due next, whether it is paused, and its windows by the state of their latest run", callsDomain: true) { product }.Show<PipelineStatus>(
            (result, mesh, cancellationToken) => mesh.ProductAsync(HttpMethod.Get, result.GetValue(product), "pipeline", body: null, cancellationToken), Text);
    }

    private static Command CreateRuns()
    {
        var status = new Option<string?>("--status") { Description = "Runs in this state alone, such as failed" };
        var window = new Option<string?>("--window") { Description = "Runs of this window alone, such as 2017-10-15" };
        var limit = LimitOption.Create("The most runs");
        var format = FormatOption.OfList("runs");
        return Of("runs", "List the runs of a pipeline, the newest first", [status, window, limit, format], async (mesh, product, result, cancellationToken) =>
        {
            var filter = $"{QueryParameter.Of("status", result.GetValue(status))}{QueryParameter.Of("window", result.GetValue(window))}";
            await using var list = new Listing(FormatOption.IsJson(result, format), "window", "run", "state", "ended", "rows");
            var hasOlder = await list.AddPagesAsync<PipelineRun>(
                (after, left) => mesh.ProductAsync(HttpMethod.Get, product, $"runs?limit={Math.Min(left, PageSize)}{filter}{QueryParameter.Of("after", after)}", body: null, cancellationToken),
                Text,
                result.GetValue(limit));
            if (hasOlder)
            {
                await Console.Error.WriteLineAsync("There are older runs: raise --limit.");
            }

            return CliExitCodes.Success;
        });
    }

    private static Command CreateRun()
    {
        var window = new Argument<string?>("window") { Description = "The window: a local day or time in it such as 2017-10-15, or its start in UTC; none for a pipeline without windows", Arity = ArgumentArity.ZeroOrOne };
        var waits = new Option<bool>("--wait") { Description = "Wait for the end of the run; exit code 1 unless it succeeds" };
        var format = FormatOption.OfOne();
        return Of("run", "Run a window, whether it ran before or not", [window, waits, format], async (mesh, product, result, cancellationToken) =>
        {
            var answer = await mesh.ProductAsync(HttpMethod.Post, product, "runs", new WindowRequest(result.GetValue(window)), cancellationToken);
            if (result.GetValue(waits))
            {
                answer = await Progress.RunAsync($"Waiting for the run of {product}", _ => EndAsync(mesh, product, answer, cancellationToken));
            }

            var run = answer.Deserialize<PipelineRun>(MeshJson.Options)!;
            await FormatOption.WriteAsync(result, format, answer, () => Text(run));
            return result.GetValue(waits) && run.State != RunState.Succeeded ? CliExitCodes.Failed : CliExitCodes.Success;
        });
    }

    private static async Task<JsonElement> EndAsync(MeshRemote mesh, ProductReference product, JsonElement answer, CancellationToken cancellationToken)
    {
        var runs = await mesh.AddressOfAsync(product, "runs", cancellationToken);
        while (answer.Deserialize<PipelineRun>(MeshJson.Options)! is { EndedAt: null, Id: var id })
        {
            answer = await mesh.WaitAsync(product.Product.Domain, new Uri(string.Create(CultureInfo.InvariantCulture, $"{runs}/{id}?wait={WaitSeconds}")), cancellationToken);
        }

        return answer;
    }

    private static Command CreateBackfill()
    {
        var from = new Option<DateOnly>("--from") { Description = "The first local day", Required = true };
        var to = new Option<DateOnly>("--to") { Description = "The last local day, which is included", Required = true };
        var only = new Option<string?>("--only") { Description = "Only the windows whose latest run failed, or those that are missing: failed or missing" };
        only.AcceptOnlyFromAmong("failed", "missing");
        var together = BoundedOption.Create("--windows-per-run", "The most consecutive windows that one SELECT computes, each of which is committed by itself", 1, BackfillRequest.MostWindowsPerRun, usual: 1);
        var parallel = BoundedOption.Create("--parallel", "The number of windows that run at a time, or of SELECTs of several windows", 1, BackfillRequest.MostParallel, usual: 1);
        var confirmed = Confirmation.Option();
        var format = FormatOption.OfOne();
        return Of("backfill", "Run the windows of some local days, the oldest first; says how many they are, and asks on a terminal", [from, to, only, together, parallel, confirmed, format], async (mesh, product, result, cancellationToken) =>
        {
            var request = new BackfillRequest(result.GetValue(from), result.GetValue(to), WireNames.TryParse<BackfillWindows>(result.GetValue(only), out var windows) ? windows : null, DryRun: true)
            {
                WindowsPerRun = result.GetValue(together),
                Parallel = result.GetValue(parallel),
            };
            var planned = await mesh.ProductAsync(HttpMethod.Post, product, "pipeline/backfill", request, cancellationToken);
            var found = planned.Deserialize<BackfillAnswer>(MeshJson.Options)!;
            if (found.Windows == 0)
            {
                if (FormatOption.IsJson(result, format))
                {
                    await Console.Out.WriteLineAsync(planned.GetRawText());
                }

                await Console.Error.WriteLineAsync($"{product}: there is no {(result.GetValue(only) is { } kind ? $"{kind} " : "")}window in these days.");
                return CliExitCodes.Success;
            }

            if (found.Note is { } note)
            {
                await Console.Error.WriteLineAsync(VisibleText.Line(note));
            }

            await Confirmation.RequireAsync(result.GetValue(confirmed), $"Run {Words.Count(found.Windows, "window")} of {product}, from {VisibleText.Line(found.First)} to {VisibleText.Line(found.Last)}?", cancellationToken);
            var requested = await mesh.ProductAsync(HttpMethod.Post, product, "pipeline/backfill", request with { DryRun = false }, cancellationToken);
            await FormatOption.WriteAsync(result, format, requested, () => $"{product}: {Words.Count(requested.Deserialize<BackfillAnswer>(MeshJson.Options)!.Windows, "window")} wait for their runs.");
            return CliExitCodes.Success;
        });
    }

    private static Command CreatePause(string verb, string description)
    {
        var product = ProductArgument.Create();
        return new MeshCommand(verb, description, callsDomain: true) { product }.Show<PipelineStatus>(
            (result, mesh, cancellationToken) => mesh.ProductAsync(HttpMethod.Post, result.GetValue(product), $"pipeline/{verb}", body: null, cancellationToken), Text);
    }

    private static Command CreateCancel()
    {
        var product = ProductArgument.Create();
        var window = new Argument<string?>("window") { Description = "The window; none for all", Arity = ArgumentArity.ZeroOrOne };
        return new MeshCommand("cancel", "Cancel the runs that wait or run, of a window or of all", callsDomain: true) { product, window }.Show<CancelledRuns>(
            (result, mesh, cancellationToken) => mesh.ProductAsync(HttpMethod.Post, result.GetValue(product), "runs/cancel", new WindowRequest(result.GetValue(window)), cancellationToken),
            (result, runs) => $"{result.GetValue(product)}: {Words.Count(runs.Cancelled, "run")} cancelled.");
    }

    private static Command Of(string verb, string description, IReadOnlyList<Symbol> more, Func<MeshRemote, ProductReference, ParseResult, CancellationToken, Task<int>> action)
    {
        var product = ProductArgument.Create();
        return new MeshCommand(verb, description, callsDomain: true) { product }.With(more).Run((result, mesh, cancellationToken) => action(mesh, result.GetValue(product), result, cancellationToken));
    }

    private static string Text(PipelineStatus status)
    {
        var lines = new List<string>
        {
            status.PausedAt is { } paused ? $"{status.Product}\tpaused {Moment.Of(paused)} by {VisibleText.Line(status.PausedBy)}"
            : status.NextDue is { } due ? $"{status.Product}\tdue next {Moment.Of(due)}"
            : $"{status.Product}\tdue when an input changes",
        };
        if (status.Problem is { } problem)
        {
            lines.Add($"  problem\t{VisibleText.Line(problem)}");
        }

        lines.AddRange(status.Windows.Select(state => $"  {state.Key}\t{Words.Count(state.Value, "window")}"));
        if (status.LastRun is { } run)
        {
            lines.Add($"  last run\t{Text(run)}");
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static string Text(PipelineRun run)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{VisibleText.Line(run.Label ?? run.Window)}\trun {run.Generation}\t{WireNames.Of(run.State)}");
        // One that waits for the pipeline's least interval looks stuck without the time.
        line += run.State == RunState.Queued && run.NotBefore > TimeProvider.System.GetUtcNow() ? $" until {Moment.Of(run.NotBefore)}" : "";
        line += run.EndedAt is { } ended ? $"\t{Moment.Of(ended)}" : "";
        line += run.Rows is { } rows ? $"\t{Words.Count(rows, "row")}" : "";
        return run.Error is { } error ? $"{line}{Environment.NewLine}  {VisibleText.Line(error)}" : line;
    }
}
