namespace Aspire.Hosting;

/// <summary>Options of a project.</summary>
public class ProjectResourceOptions
{
    /// <summary>Whether the project's launchSettings.json is ignored; the local app model requires true.</summary>
    public bool ExcludeLaunchProfile { get; set; }
}
