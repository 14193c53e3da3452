using MeshStarter.Contracts.Json;
using MeshStarter.ServiceDefaults.Files;
using MeshStarter.ServiceDefaults.Health;
using MeshStarter.ServiceDefaults.Hosting;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Json;
using MeshStarter.ServiceDefaults.Outgoing;
using MeshStarter.ServiceDefaults.Problems;
using MeshStarter.ServiceDefaults.Start;
using MeshStarter.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.ServiceDefaults;

/// <summary>Sets up the common defaults of every service of the mesh.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds telemetry, one-line logs, health checks, problem details, the mesh's JSON, request limits, clients for other services, and strict token
    /// authentication, with "authenticated" as the rule for every endpoint without a rule of its own.
    /// </summary>
    /// <remarks>
    /// A start that is refused (a missing setting, a bad migration, in Development an address that other machines reach) and background
    /// work that fails end the process with one line on stderr and exit code 1.
    /// </remarks>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        HealthProbe.EndIfRequested();
        StartRefusal.Install();
        builder.AddCredentialsFile();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Logging.AddLineLogging();
        builder.AddTelemetry();
        builder.Services.AddLimits();
        builder.Services.AddLoopbackRule(builder.Environment);
        builder.Services.AddHostedService<SettingsAtStart>();
        builder.Services.AddHostedService<BackgroundFaults>();
        builder.Services.AddHostedService<SmallHeapCollection>();
        builder.Services.AddProblems();
        builder.Services.AddHealthChecks();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            MeshJson.Apply(json.SerializerOptions);
            json.SerializerOptions.Converters.Add(new StorableJsonConverter());
            json.SerializerOptions.Converters.Add(new UtcTimeConverter());
        });
        builder.Services.AddIdentity(builder.Configuration);
        builder.AddDataFolder();
        builder.Services.TryAddSingleton<ServiceDirectory>();
        builder.Services.AddServiceTokens();
        return builder;
    }

    /// <summary>
    /// Adds the middleware of <see cref="AddServiceDefaults"/>, and <c>/health</c> and <c>/alive</c>. Call it first: middleware
    /// that is added earlier runs without authentication (the portal's static files, for instance). Registered services of type
    /// <see cref="IMiddleware"/> run before authentication.
    /// </summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        if (app.Environment.IsDevelopment())
        {
            app.UseMiddleware<LocalHostFilter>();
        }

        app.UseMiddleware<QueryTextFilter>();
        foreach (var middleware in app.Services.GetServices<IMiddleware>())
        {
            app.Use(next => context => middleware.InvokeAsync(context, next));
        }

        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<CharsetFilter>();
        app.MapHealth();
        return app;
    }
}
