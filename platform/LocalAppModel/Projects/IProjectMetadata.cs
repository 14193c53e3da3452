using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Metadata of a project; the build generates a class for each that the AppHost references.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>Absolute path of the project file.</summary>
    string ProjectPath { get; }

    /// <summary>Whether the project is built with the AppHost and not at start; always true here.</summary>
    bool SuppressBuild => false;
}
