namespace MeshStarter.ServiceDefaults.Tests;

/// <summary>Classes that give this process the identity of a platform, one at a time: it is in the environment.</summary>
[CollectionDefinition(nameof(ProcessIdentity))]
public sealed class ProcessIdentity;
