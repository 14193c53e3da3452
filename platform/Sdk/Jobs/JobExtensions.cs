using System.Reflection;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.Sdk.Jobs;

/// <summary>Adds the supervision of a domain's hosted jobs.</summary>
internal static class JobExtensions
{
    /// <summary>Runs the hosted jobs of an assembly again where they fail, and reports them in <c>/health</c>. Other background work that fails ends the service.</summary>
    /// <param name="services">The services of the domain.</param>
    /// <param name="domain">The domain's own assembly.</param>
    public static IServiceCollection AddDomainJobs(this IServiceCollection services, Assembly domain)
    {
        services.Configure<HostOptions>(options => options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
        services.AddSingleton<JobFailures>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<JobSupervisor>(provider, domain));
        services.AddSingleton<IRetriedWork>(provider => provider.GetRequiredService<JobSupervisor>());
        services.AddHostedService(provider => provider.GetRequiredService<JobSupervisor>());
        services.AddHealthChecks().AddCheck<JobFailures>("jobs");
        return services;
    }
}
