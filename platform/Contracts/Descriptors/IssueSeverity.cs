using System.Text.Json.Serialization;

namespace MeshStarter.Contracts;

/// <summary>Whether an issue stops something. On the wire in lower case.</summary>
[JsonConverter(typeof(WireEnumJsonConverter<IssueSeverity>))]
public enum IssueSeverity
{
    /// <summary>Must be put right first.</summary>
    Error,

    /// <summary>Should be looked at; nothing stops.</summary>
    Warning,
}
