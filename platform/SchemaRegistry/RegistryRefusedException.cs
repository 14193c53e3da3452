namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>A request that is not done.</summary>
/// <param name="answer">The response, of <see cref="RegistryErrors"/>.</param>
internal sealed class RegistryRefusedException(RegistryAnswer answer) : Exception
{
    public RegistryAnswer Answer { get; } = answer;
}
