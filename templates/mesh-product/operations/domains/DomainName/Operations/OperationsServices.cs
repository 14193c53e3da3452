using MeshStarter.DomainName.Products.ProductName;

namespace MeshStarter.DomainName.Operations;

/// <summary>Adds the operational side of this domain.</summary>
internal static class OperationsServices
{
    public static IHostApplicationBuilder AddOperations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EntryStore>();
        // mesh product refill emits all entries again, such as for a new major version.
        builder.AddRefill<Entry, ProductNameRow>("operations.entries", "id", ProductNameRow.Of);
        return builder;
    }
}
