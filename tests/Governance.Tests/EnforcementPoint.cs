using MeshStarter.Platform.Enforcement;
using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshStarter.Governance.Tests;

/// <summary>A service with the clients of governance that every enforcement point uses.</summary>
internal sealed class EnforcementPoint(WebApplication app) : IAsyncDisposable
{
    public IServiceProvider Services => app.Services;

    public Uri Address => new(app.Urls.Single());

    /// <summary>Starts one that has the rules; without a governance, none answers at its address. It records decisions where a durability is given.</summary>
    public static async Task<EnforcementPoint> StartAsync(RunningGovernance? governance, TimeProvider? time = null, string? cache = null, string? durability = null)
    {
        var address = governance?.Issuer ?? $"http://localhost:{FreePort.Take()}";
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Mesh:Identity:Authority"] = address,
            ["Mesh:Identity:Audience"] = "query",
            ["Mesh:Identity:ClientId"] = "query",
            ["Mesh:Identity:ClientSecret"] = RunningGovernance.QuerySecret,
            ["Mesh:Audit:Durability"] = durability,
            ["Mesh:Policy:StateFolder"] = cache,
            ["services:governance:http:0"] = address,
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.AddPolicyBundle();
        if (durability is not null)
        {
            builder.AddAudit();
        }

        var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync(CancellationToken.None);
        if (governance is not null)
        {
            await Eventually.HoldsAsync(() => app.Services.GetRequiredService<PolicyBundleClient>().TryGetCurrent(out _));
        }

        return new EnforcementPoint(app);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }
}
