using MeshStarter.ServiceDefaults.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>Registers HTTP clients for the other services: address, own token, timeouts, retries and circuit breaker in one line.</summary>
public static class ServiceClientExtensions
{
    /// <summary>
    /// Adds the named client <paramref name="service"/>: <c>IHttpClientFactory.CreateClient("catalog")</c> calls the service of that name. A second call
    /// changes nothing. A request with its own <c>Authorization</c> (<see cref="OnBehalfOfExtensions.OnBehalfOf"/>) keeps it.
    /// </summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="service">The target's resource name, which is also its audience.</param>
    public static IHttpClientBuilder AddServiceClient(this IServiceCollection services, string service)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(service);
        return Equip(services.AddHttpClient(service), service);
    }

    /// <summary>Adds a typed client for the service <paramref name="service"/>; it takes an <see cref="HttpClient"/> in its constructor.</summary>
    /// <inheritdoc cref="AddServiceClient(IServiceCollection, string)"/>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IServiceCollection services, string service)
        where TClient : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(service);
        return Equip(services.AddHttpClient<TClient>(), service);
    }

    /// <summary>Requires, outside Development, the address of the service <paramref name="service"/>, and this service's credentials at the provider.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="service">The target's resource name.</param>
    public static void RequireService(this IServiceCollection services, string service)
    {
        services.TryAddSingleton<ServiceDirectory>();
        services.AddSingleton(new RequiredService(service));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<IdentityOptions>, RequiredServices>());
    }

    /// <summary>Adds a named client of the service <paramref name="service"/> for long polls: one try, whose answer may be held.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="name">The client's name.</param>
    /// <param name="service">The target's resource name, which is also its audience.</param>
    /// <param name="wait">How long the service may hold the answer.</param>
    internal static IHttpClientBuilder AddServiceClient(this IServiceCollection services, string name, string service, TimeSpan wait) =>
        Equip(services.AddHttpClient(name), service, wait);

    private static IHttpClientBuilder Equip(IHttpClientBuilder client, string service, TimeSpan wait = default)
    {
        var services = client.Services;
        var marker = new RegisteredClient(client.Name);
        if (services.Any(descriptor => marker.Equals(descriptor.ImplementationInstance)))
        {
            return client;
        }

        services.AddSingleton(marker);
        services.RequireService(service);
        services.AddKeyedSingleton(client.Name, (provider, _) => new ServicePipeline(
            service, wait, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ServicePipeline>>()));

        client.ConfigureHttpClient((provider, http) =>
        {
            http.BaseAddress = provider.GetRequiredService<ServiceDirectory>().Find(service);
            // The pipeline bounds the wait for an answer; this bounds the reading of a buffered one.
            http.Timeout = (ServicePipeline.TotalTimeout + wait) * 2;
        });
        client.UseSocketsHttpHandler((handler, provider) =>
        {
            // A redirect could send the request to another host; services of the mesh do not redirect.
            handler.AllowAutoRedirect = false;
            handler.UseCookies = false;
            handler.UseProxy = !provider.GetRequiredService<ServiceDirectory>().Find(service).IsLoopback;
            handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        });
        // The framework logs four lines a call; the span has the same facts.
        client.RemoveAllLoggers();
        client.AddHttpMessageHandler(provider => new ResilienceHandler(provider.GetRequiredKeyedService<ServicePipeline>(client.Name)));
        client.AddHttpMessageHandler(provider => new ServiceTokenHandler(provider.GetRequiredService<ServiceTokenSource>(), service));
        client.AddHttpMessageHandler(provider => new CircuitHandler(provider.GetRequiredKeyedService<ServicePipeline>(client.Name)));
        return client;
    }

    private sealed record RegisteredClient(string Name);
}
