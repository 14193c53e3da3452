using MeshStarter.Sdk.Import.Intake;
using MeshStarter.Sdk.Ports.Table;
using Microsoft.Extensions.DependencyInjection;

namespace MeshStarter.Sdk.Import;

/// <summary>Adds what takes over rows from outside of the mesh: the progress of the domain's own import, and the sources of its products.</summary>
internal static class ImportServices
{
    public static IServiceCollection AddImport(this IServiceCollection services)
    {
        services.AddSingleton<ImportLedger>();
        services.AddSingleton<IntakeStore>();
        services.AddSingleton<SourceStatusReader>();
        services.AddSingleton<ILeasedWork, IntakeWorker>();
        return services;
    }
}
