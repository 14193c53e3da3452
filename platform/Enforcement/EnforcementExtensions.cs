using MeshStarter.Platform.Enforcement.Answers;
using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.Platform.Enforcement.Grants;
using MeshStarter.Platform.Enforcement.Journal;
using MeshStarter.Platform.Enforcement.Polling;
using MeshStarter.Platform.Enforcement.Pseudonyms;
using MeshStarter.Platform.Enforcement.Reporting;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Outgoing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.Platform.Enforcement;

/// <summary>Registers the clients that an enforcement point needs: the policy bundle's, and the audit trail's.</summary>
public static class EnforcementExtensions
{
    /// <summary>
    /// Registers <see cref="PolicyBundleClient"/> and <see cref="GrantClient"/>, which keep a copy of the policy bundle and of the grants current in the background; the service is
    /// not ready before it has a bundle. A second call changes nothing.
    /// </summary>
    public static TBuilder AddPolicyBundle<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        if (services.Any(descriptor => descriptor.ServiceType == typeof(PolicyBundleClient)))
        {
            return builder;
        }

        services.AddOptions<PolicyBundleOptions>().Bind(builder.Configuration.GetSection(PolicyBundleOptions.Section))
            .Validate(options => options.RefreshInterval >= TimeSpan.FromMilliseconds(100) && options.RefreshInterval <= TimeSpan.FromMinutes(10),
                "Setting Mesh:Policy:RefreshInterval must be between 00:00:00.1 and 00:10:00.")
            .Validate(options => options.MaximumAge >= TimeSpan.FromSeconds(1) && options.MaximumAge <= TimeSpan.FromDays(1),
                "Setting Mesh:Policy:MaximumAge must be between 00:00:01 and 1.00:00:00.")
            .Validate(options => options.StateFolder is not { Length: > 0 } folder || Path.IsPathFullyQualified(folder), "Setting Mesh:Policy:StateFolder must be an absolute path.")
            .ValidateOnStart();
        services.AddServiceClient(PlatformServices.Governance);
        services.AddServiceClient(PolicyBundleClient.WaitingClient, PlatformServices.Governance, PolicyBundleOptions.LongestWait);
        services.AddServiceClient(GrantClient.WaitingClient, PlatformServices.Governance, PolicyBundleOptions.LongestWait);
        services.AddSingleton<SteadyClock>();
        services.AddSingleton<GrantClient>();
        services.AddSingleton<AnswerWatch>();
        services.AddSingleton<PolicyBundleClient>();
        services.AddHostedService(provider => provider.GetRequiredService<GrantClient>());
        services.AddHostedService(provider => provider.GetRequiredService<PolicyBundleClient>());
        services.AddHealthChecks().AddCheck<PolicyBundleHealthCheck>("policy");
        return builder;
    }

    /// <summary>
    /// Registers <see cref="AuditClient"/>, which writes decisions to the audit journal of the service and sends them to governance's audit trail in the
    /// background; without a disk, governance has them before the answer. A second call changes nothing.
    /// </summary>
    public static TBuilder AddAudit<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        if (services.Any(descriptor => descriptor.ServiceType == typeof(AuditClient)))
        {
            return builder;
        }

        services.AddOptions<AuditOptions>().Bind(builder.Configuration.GetSection(AuditOptions.Section))
            .Validate(options => options.Folder is not { Length: > 0 } folder || Path.IsPathFullyQualified(folder), "Setting Mesh:Audit:Folder must be an absolute path.")
            .Validate(options => options.QueueLimit is >= 1 and <= 1_000_000, "Setting Mesh:Audit:QueueLimit must be between 1 and 1000000.")
            .Validate(options => options.BatchSize is >= 1 and <= 1_000, "Setting Mesh:Audit:BatchSize must be between 1 and 1000.")
            .Validate(options => options.RetryDelay >= TimeSpan.FromMilliseconds(10) && options.RetryDelay <= TimeSpan.FromMinutes(1),
                "Setting Mesh:Audit:RetryDelay must be between 00:00:00.01 and 00:01:00.")
            .ValidateOnStart();
        services.AddServiceClient(PlatformServices.Governance);
        services.AddHttpContextAccessor();
        services.AddSingleton<AuditClient>();
        services.AddSingleton<IMiddleware, AuditedAnswer>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditClient>());
        services.AddHealthChecks().AddCheck<AuditHealthCheck>("audit");
        return builder;
    }

    /// <summary>Registers <see cref="PseudonymKeys"/>, whose secret is given, or in Development, and by earlier versions, kept with the audit journal of <see cref="AddAudit"/>. A second call changes nothing.</summary>
    public static TBuilder AddHashMasks<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        if (services.Any(descriptor => descriptor.ServiceType == typeof(PseudonymKeys)))
        {
            return builder;
        }

        var hasOwn = builder.Environment.IsDevelopment() || PseudonymKeys.IsKeptIn(builder.Configuration[$"{AuditOptions.Section}:{nameof(AuditOptions.Folder)}"]);
        services.AddOptions<HashOptions>().Bind(builder.Configuration.GetSection(HashOptions.Section))
            .Validate(options => options.Secret is { Length: > 0 } || hasOwn,
                $"Setting Mesh:Hash:Secret is missing. Set it to {HashOptions.LeastSecret} random characters or more, the same for all processes of the service, and keep it: with another one hashes are others.")
            .Validate(options => options.Secret is not { Length: > 0 and < HashOptions.LeastSecret }, $"Setting Mesh:Hash:Secret must have {HashOptions.LeastSecret} characters or more.")
            .ValidateOnStart();
        services.AddSingleton<PseudonymKeys>();
        return builder;
    }
}
