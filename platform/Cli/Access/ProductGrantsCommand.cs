using System.CommandLine;
using System.Globalization;
using MeshStarter.Cli.Commands;
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
        return new MeshCommand("grants", "List who has a grant of a product, with who approved it, as its owner, an auditor or the security seat; the newest first") { product, all }.List<AccessGrant>(
            AccessCommand.GrantHeadings,
            (result, mesh, before, cancellationToken) => mesh.GovernanceAsync(
                HttpMethod.Get,
                string.Create(CultureInfo.InvariantCulture, $"access/products/{Product(result)}/grants?limit={PageLimit}{(result.GetValue(all) ? "" : "&in_force=true")}{QueryParameter.Of("before", before)}"),
                body: null,
                cancellationToken),
            AccessText.Of,
            result => result.GetValue(all) ? $"There has been no grant of {Product(result)}." : $"No grant of {Product(result)} is in force.");

        DataProductId Product(ParseResult result) => AccessCommand.Product(result.GetValue(product)!);
    }
}
