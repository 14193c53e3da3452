namespace MeshStarter.ServiceDefaults.Identity;

/// <summary>The means by which a service gets its own tokens.</summary>
public enum ServiceCredentialKind
{
    /// <summary>A client at the provider, with a secret.</summary>
    ClientSecret,

    /// <summary>The identity that the platform gives the process, at Microsoft Entra.</summary>
    ManagedIdentity,
}
