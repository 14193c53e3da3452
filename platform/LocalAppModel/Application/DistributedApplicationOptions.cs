using System.Reflection;

namespace Aspire.Hosting;

/// <summary>How the application is built. What concerns the dashboard and certificates is accepted and has no effect: the local app model has neither.</summary>
public sealed class DistributedApplicationOptions
{
    private string? _projectDirectory;

    /// <summary>Command line of the AppHost; its settings are configuration.</summary>
    public string[]? Args { get; set; }

    /// <summary>Name of the AppHost's assembly; default the program that runs.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Folder of the AppHost's project; default what the build noted.</summary>
    public string? ProjectDirectory
    {
        get => _projectDirectory ?? new AppHostMetadata(Assembly).ProjectDirectory;
        set => _projectDirectory = value;
    }

    /// <summary>Whether the output of resources appears in the AppHost's own log.</summary>
    public bool EnableResourceLogging { get; set; }

    /// <summary>Whether there is no dashboard.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Name the dashboard shows.</summary>
    public string? DashboardApplicationName { get; set; }

    /// <summary>Whether the dashboard's addresses may be plain http.</summary>
    public bool AllowUnsecuredTransport { get; set; }

    /// <summary>Whether resources trust the developer certificate.</summary>
    public bool? TrustDeveloperCertificate { get; set; }

    /// <summary>Whether https endpoints of resources are given the developer certificate.</summary>
    public bool? DeveloperCertificateDefaultHttpsTerminationEnabled { get; set; }

    internal Assembly? Assembly => AssemblyName is null ? System.Reflection.Assembly.GetEntryAssembly() : System.Reflection.Assembly.Load(AssemblyName);
}
