namespace Aspire.Hosting;

/// <summary>How a project is taken in.</summary>
public class ProjectResourceOptions
{
    /// <summary>Whether the project's launchSettings.json is left alone; the local app model asks for true.</summary>
    public bool ExcludeLaunchProfile { get; set; }
}
