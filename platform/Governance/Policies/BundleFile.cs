using MeshStarter.Policy;

namespace MeshStarter.Governance.Policies;

/// <summary>The bundle as it is handed out: its text, and the tag that tells one text from another; and its rules, by which governance itself decides.</summary>
internal sealed record BundleFile(byte[] Yaml, PolicyBundle Rules, string Tag);
