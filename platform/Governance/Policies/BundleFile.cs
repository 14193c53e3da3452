namespace MeshStarter.Governance.Policies;

/// <summary>The bundle as it is handed out: its text, its version, and the tag that tells one text from another.</summary>
internal sealed record BundleFile(byte[] Yaml, string Version, string Tag);
