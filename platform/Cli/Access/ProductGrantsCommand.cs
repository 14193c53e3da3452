using System.CommandLine;
using System.Globalization;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Access;

/// <summary><c>mesh access grants</c>: lists who has a grant of a product, for those who oversee it.</summary>
internal static class ProductGrantsCommand
{
    private const int PageLimit = 500;

    public static Command Create()
    {
        var product = new Argument<string>("product") { Description = "The product, as domain.product" };
        var all = new Option<bool>("--all") { Description = "Also grants that have ended" };
        var format = FormatOption.OfList();
        var command = new MeshCommand("grants", "List who has a grant of a product, with who approved it, as its owner, an auditor or the security seat; the newest first") { product, all, format };
        return command.Run((result, mesh, cancellationToken) =>
            WriteAsync(mesh, AccessCommand.Product(result.GetValue(product)!), result.GetValue(all), FormatOption.IsJson(result, format), cancellationToken));
    }

    private static async Task WriteAsync(MeshRemote mesh, DataProductId product, bool withEnded, bool asJson, CancellationToken cancellationToken)
    {
        await using var list = new Listing(asJson, "grant", "product", "principal", "state", "until", "columns");
        await list.AddPagesAsync<AccessGrant>(
            before => mesh.GovernanceAsync(
                HttpMethod.Get,
                string.Create(CultureInfo.InvariantCulture, $"access/products/{product}/grants?limit={PageLimit}{(withEnded ? "" : "&in_force=true")}{QueryParameter.Of("before", before)}"),
                body: null,
                cancellationToken),
            AccessText.Of);
        if (list.IsEmpty)
        {
            await Console.Error.WriteLineAsync(withEnded ? $"There has been no grant of {product}." : $"No grant of {product} is in force.");
        }
    }
}
