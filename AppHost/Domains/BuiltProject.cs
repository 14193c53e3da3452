namespace MeshStarter.AppHost.Domains;

/// <summary>A project that was built together with the AppHost, so that nothing is compiled at start.</summary>
internal sealed class BuiltProject(string projectPath) : IProjectMetadata
{
    public string ProjectPath => projectPath;

    public bool SuppressBuild => true;
}
