namespace LocalAppModel.TestApps;

/// <summary>A project that the build of the AppHost does not know.</summary>
internal sealed class Unbuilt : IProjectMetadata
{
    public string ProjectPath => "/nowhere/Unbuilt.csproj";
}
