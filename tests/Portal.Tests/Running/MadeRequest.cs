namespace MeshStarter.Portal.Tests.Running;

/// <summary>A request that a portal sent to a made mesh.</summary>
internal sealed record MadeRequest(string Path, string Method, string Query, string Authorization, string Body);
