using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Products;

/// <summary><c>mesh slo</c>: shows whether products keep their service levels.</summary>
internal static class SloCommand
{
    public static Command Create()
    {
        var product = new Argument<string?>("product")
        {
            Description = "The product, such as orders.orders or orders.orders@1; the states of all that you may see without it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        product.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !ProductReference.TryParse(token.Value, out _, out var error))
            {
                result.AddError($"product: {error}");
            }
        });
        var format = FormatOption.OfList("products, or the objectives of one,");
        return new MeshCommand("slo", "Show whether products keep their service levels, now and over 30 days") { product, format }.Run((result, mesh, cancellationToken) => result.GetValue(product) is { } name
            ? ShowAsync(mesh, name, FormatOption.IsJson(result, format), cancellationToken)
            : ListAsync(mesh, FormatOption.IsJson(result, format), cancellationToken));
    }

    private static async Task ShowAsync(MeshRemote mesh, string product, bool asJson, CancellationToken cancellationToken)
    {
        var answer = await mesh.GetAsync($"products/{product}/slo", cancellationToken);
        var slo = answer.Deserialize<ProductSlo>(MeshJson.Options)!;
        if (slo.Reason is not null and not ProductStateReason.ServiceLevel)
        {
            // No line of an objective says it.
            await Console.Error.WriteLineAsync($"{slo.Product}: {SloText.Of(slo.State)}{(slo.Since is { } from ? $" since {Moment.Of(from)}" : "")}: {SloText.Cause(slo.Status)}");
        }

        await using var list = new Listing(asJson, "objective", "state", "promise", "now", "window");
        foreach (var (objective, json) in slo.Objectives.Zip(answer.GetProperty("objectives").EnumerateArray()))
        {
            await list.AddAsync(json, () => string.Join('\t', new[]
            {
                SloText.Of(objective.Objective),
                objective.Since is { } since ? $"{SloText.Of(objective.State)} since {Moment.Of(since)}" : SloText.Of(objective.State),
                VisibleText.Line(SloText.Promise(objective)),
                VisibleText.Line(SloText.Now(objective)),
                SloText.Window(objective, TimeProvider.System.GetUtcNow()),
            }.Where(text => text.Length > 0)));
        }
    }

    private static async Task ListAsync(MeshRemote mesh, bool asJson, CancellationToken cancellationToken)
    {
        await using var list = new Listing(asJson, "product", "state", "cause");
        await list.AddPagesAsync<ProductSloState>(after => mesh.GetAsync($"slo?limit=1000{QueryParameter.Of("after", after)}", cancellationToken), Text);
    }

    private static string Text(ProductSloState product)
    {
        var worse = product.Objectives.Where(objective => objective.IsPromised && objective.State != SloState.Met).Select(objective => $"{SloText.Of(objective.Objective).ToLowerInvariant()} {SloText.Of(objective.State)}");
        var known = product.Reason is null or ProductStateReason.ServiceLevel ? [] : new[] { SloText.Cause(product.Status)! };
        return $"{product.Product}\t{SloText.Of(product.State)}\t{string.Join(", ", [.. known, .. worse])}".TrimEnd('\t');
    }
}
