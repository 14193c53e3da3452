using MeshStarter.AppHost.Control;
using MeshStarter.AppHost.Logs;
using MeshStarter.AppHost.Publishing;
using MeshStarter.AppHost.Resources;
using MeshStarter.AppHost.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Start;

/// <summary>
/// Validates a start before anything of the mesh runs: the settings are valid, the data folder belongs to this mesh alone, the ports
/// are free. A published application skips this.
/// </summary>
internal sealed class MeshStart : IDisposable
{
    private readonly DataLock? _lock;
    private readonly MeshSecrets? _secrets;

    private MeshStart(MeshContext mesh, DataLock? dataLock, MeshSecrets? secrets)
    {
        Mesh = mesh;
        _lock = dataLock;
        _secrets = secrets;
    }

    /// <summary>The settings and parameters that the resources of the mesh share.</summary>
    public MeshContext Mesh { get; }

    /// <summary>Validates the start.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="verbose">Whether every log line is written to the terminal.</param>
    /// <exception cref="StartRefusedException">The start is refused; the message is one line.</exception>
    public static async Task<MeshStart> PrepareAsync(IDistributedApplicationBuilder builder, bool verbose)
    {
        PublishSettings.Add(builder);
        InheritedVariables.ForgetSecrets();
        var target = await PublishTarget.ChooseAsync(builder);
        var settings = MeshSettings.From(builder);
        KnownSettings.Require(builder.Configuration, settings.AllDomains);
        ServiceSettings.Require(builder.Configuration);
        if (builder.ExecutionContext.IsPublishMode)
        {
            return new MeshStart(new MeshContext(builder, settings, secrets: null, target), dataLock: null, secrets: null);
        }

        settings.Data.Create(settings.Repository);
        if (settings.Storage.Folder is { } buckets)
        {
            settings.Data.RequirePlace(buckets);
        }

        var held = DataLock.Take(settings.Data.Path);
        try
        {
            settings.Ports?.EnsureFree();
            var secrets = MeshSecrets.Open(settings.Data.Path);
            Console.WriteLine(AppModel.Describe());
            Console.WriteLine($"Data in {settings.Data.Path}{(settings.Data.Imported ? "; imported, so the simulator is off" : "")}.");
            Console.WriteLine(target is null ? settings.Storage : "Storage: databases and buckets are in containers, their data in volumes of the engine.");
            Console.WriteLine($"Logs in {settings.Data.Logs}{(verbose ? "" : $"; here come warnings and errors alone ({MeshLog.Verbose} for all)")}.");
            MeshLog.Install(builder, settings.Data.Logs, verbose);
            // Aspire otherwise returns to the shell while its orchestrator still ends the services, and the next start would meet them.
            builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= bool.TrueString;
            return new MeshStart(new MeshContext(builder, settings, secrets, target), held, secrets);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Reports the start once everything is healthy.</summary>
    /// <exception cref="StartRefusedException">The data folder cannot be written.</exception>
    public void Report(IDistributedApplicationBuilder builder, MeshMap map)
    {
        if (_secrets is not null)
        {
            // Last, so that a refused start records nothing.
            Mesh.Settings.Data.Claim(Mesh.Settings.Storage.Folder);
            if (Mesh.Settings is { SourceData: { } source, Authority: null })
            {
                ImportNote.Begun(source).Write(Mesh.Settings.Data.Path);
            }

            builder.Services.AddSingleton(new MeshClient(map, Mesh.Settings, _secrets));
            builder.Services.AddSingleton(map);
            builder.Services.AddSingleton(Mesh.Settings);
            builder.Services.AddSingleton<MeshRestart>();
            builder.Services.AddSingleton<EndedResources>();
            builder.Services.AddSingleton<MeshStatus>();
            builder.Services.AddSingleton<CredentialFiles>();
            // Before the orchestrator, which on Aspire has not started and blocks later services for as long as one resource waits for another.
            builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, StartReport>());
            builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services => services.GetRequiredService<CredentialFiles>()));
            builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, ControlService>());
        }
    }

    public void Dispose() => _lock?.Dispose();
}
