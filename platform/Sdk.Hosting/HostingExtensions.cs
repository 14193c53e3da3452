using System.Reflection;
using MeshStarter.Sdk.Import;
using MeshStarter.Sdk.Import.Intake;
using MeshStarter.Sdk.Pipelines;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Problems;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.Sdk.Hosting;

/// <summary>Extensions by which a domain's <c>Program.cs</c> takes part in the mesh.</summary>
public static class HostingExtensions
{
    /// <summary>
    /// Publishes every product that is under <c>Products/</c>: its migrations are applied, its publisher can be injected by
    /// the product's name (<c>[FromKeyedServices("orders")] DataProductPublisher</c>, an older major version's by <c>orders@1</c>) or by
    /// its record (<c>DataProductPublisher&lt;OrdersRow&gt;</c>), and so can a <see cref="Batches.DataProductTable"/> for whole batches; its source is read, its
    /// pipeline runs, it registers itself, and its ports are served by <see cref="MapDataProducts"/>. Other domains' products are read with an injected
    /// <see cref="Consuming.DataProductConsumer"/>.
    /// </summary>
    /// <exception cref="StartRefusedException">A descriptor or a pipeline cannot be used, or the service's domain is not set.</exception>
    public static TBuilder AddDataProducts<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder => builder.AddDataProducts(Assembly.GetEntryAssembly()!);

    /// <summary>As <see cref="AddDataProducts{TBuilder}(TBuilder)"/>, of the products that an assembly embeds.</summary>
    internal static TBuilder AddDataProducts<TBuilder>(this TBuilder builder, Assembly assembly)
        where TBuilder : IHostApplicationBuilder
    {
        try
        {
            var products = builder.AddOwnProducts(assembly);
            builder.Services.AddImport().AddPipelines(OwnPipelines.Read(assembly, products));
            return builder;
        }
        catch (DescriptorInvalidException exception)
        {
            // What is wrong with a file of the domain is one line at the start.
            throw new StartRefusedException(string.Join("; ", exception.Issues), exception);
        }
    }

    /// <summary>Adds a number to the answer of <c>GET /import</c>, such as the payments that wait for their order.</summary>
    public static IHostApplicationBuilder AddImportFact(
        this IHostApplicationBuilder builder, string name, Func<IServiceProvider, CancellationToken, Task<long>> count)
    {
        builder.Services.AddSingleton(new ImportFact(name, count));
        return builder;
    }

    /// <summary>Serves the ports of the service's products, and <c>GET /import</c>.</summary>
    public static IEndpointRouteBuilder MapDataProducts(this IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("").AddEndpointFilter<RefusalFilter>();
        routes.MapOwnProducts();
        PipelineEndpoints.Map(routes);
        ImportEndpoints.Map(routes);
        SourceEndpoints.Map(routes);
        return app;
    }
}
