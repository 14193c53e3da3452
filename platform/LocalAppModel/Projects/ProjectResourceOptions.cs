namespace Aspire.Hosting;

/// <summary>How a project is taken in.</summary>
public class ProjectResourceOptions
{
    /// <summary>Profile of the project's launchSettings.json. The local app model reads none.</summary>
    public string? LaunchProfileName { get; set; }

    /// <summary>Whether the project's launchSettings.json is left alone; the local app model asks for true.</summary>
    public bool ExcludeLaunchProfile { get; set; }

    /// <summary>Whether Kestrel endpoints in the project's appsettings are left alone. The local app model never reads them.</summary>
    public bool ExcludeKestrelEndpoints { get; set; }
}
