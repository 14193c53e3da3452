using MeshStarter.Contracts.Products;
using MeshStarter.Sdk.Ports.Rest;
using MeshStarter.Sdk.Ports.Stream;
using MeshStarter.Sdk.Ports.Table;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Sdk.Ports;

/// <summary>The ports by name.</summary>
internal static class PortKinds
{
    private static readonly Dictionary<PortType, (PortKind Kind, Action<IServiceCollection> Add, Action<IEndpointRouteBuilder> Map)> Ports =
        new[] { Of<StreamPort>(StreamPort.Kind), Of<TablePort>(TablePort.Kind), Of<RestPort>(RestPort.Kind) }.ToDictionary(port => port.Kind.Type);

    /// <summary>Adds the ports to a service.</summary>
    public static void Add(IServiceCollection services)
    {
        foreach (var port in Ports.Values)
        {
            port.Add(services);
        }
    }

    /// <summary>Serves the ports.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var port in Ports.Values)
        {
            port.Map(app);
        }
    }

    /// <summary>The address of a product's port.</summary>
    public static string Address(string publicUrl, ProductMajorVersion product, PortType port) => Ports.TryGetValue(port, out var found)
        ? $"{publicUrl.TrimEnd('/')}/products/{product.Product.Product}@{product.Major}/{found.Kind.Segment}"
        : throw new NotSupportedException($"There is no {port} port.");

    private static (PortKind Kind, Action<IServiceCollection> Add, Action<IEndpointRouteBuilder> Map) Of<TPort>(PortKind kind)
        where TPort : class, IPort => (kind, services => services.AddSingleton<TPort>(), new PortEndpoint(kind, services => services.GetRequiredService<TPort>()).Map);
}
