using System.CommandLine;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Commands;

/// <summary>The argument that names a product.</summary>
internal static class ProductArgument
{
    public static Argument<ProductReference> Create() => new("product")
    {
        Description = "The product, such as orders.orders, or a certain major version of it, orders.orders@1",
        CustomParser = result =>
        {
            if (ProductReference.TryParse(result.Tokens[0].Value, out var reference, out var error))
            {
                return reference;
            }

            result.AddError($"product: {error}");
            return default;
        },
    };
}
