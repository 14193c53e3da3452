using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Says where a project lies. The build generates one class in namespace <c>Projects</c> for every project that the AppHost references.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>Absolute path of the project file.</summary>
    string ProjectPath { get; }

    /// <summary>Whether Aspire leaves the project as it was built. The local app model never builds at start.</summary>
    bool SuppressBuild => false;
}

internal sealed record ProjectPathMetadata(string ProjectPath) : IProjectMetadata;
