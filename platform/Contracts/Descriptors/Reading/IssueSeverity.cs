namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>Whether an issue stops something. On the wire in lower case.</summary>
public enum IssueSeverity
{
    /// <summary>Must be put right first.</summary>
    Error,

    /// <summary>Should be looked at; nothing stops.</summary>
    Warning,
}
