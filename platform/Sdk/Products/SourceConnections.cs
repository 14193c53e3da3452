using MeshStarter.Platform.Sources.Definitions;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.Sdk.Products;

/// <summary>The connection strings of the products' sources, which the AppHost gives this domain alone.</summary>
internal sealed class SourceConnections(IConfiguration configuration)
{
    /// <summary>The setting with the connection string of a source: <c>ConnectionStrings:customer-care-crm</c> for source <c>crm</c> of domain <c>customer_care</c>.</summary>
    public static string KeyOf(OwnProduct product, SourceDefinition source) => $"ConnectionStrings:{product.Name.Domain.Replace('_', '-')}-{source.Name}";

    /// <summary>Returns the connection string; null where none is given.</summary>
    public string? Find(OwnProduct product, SourceDefinition source)
    {
        // A shell sets no variable with a hyphen.
        var key = KeyOf(product, source);
        return (configuration[key] ?? configuration[key.Replace('-', '_')]) is { Length: > 0 } given ? given : null;
    }

    /// <summary>Returns the setting that is missing, without which the product has no source; null where nothing is.</summary>
    public string? Missing(OwnProduct product) => product.Source switch
    {
        PostgresSource or FilesSource { NeedsConnection: true } when Find(product, product.Source) is null => KeyOf(product, product.Source),
        _ => null,
    };
}
