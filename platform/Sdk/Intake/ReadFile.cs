namespace MeshStarter.Sdk.Intake;

/// <summary>A file that was read, or refused as a whole.</summary>
/// <param name="File">Its path below the source's folder.</param>
/// <param name="Length">Its size then, in bytes.</param>
/// <param name="ModifiedAt">The time at which it was last written then.</param>
/// <param name="Content">The digest of its content.</param>
/// <param name="Rows">Rows taken over.</param>
/// <param name="Rejected">Rows that break the contract.</param>
/// <param name="Problems">The first problems, as <c>file:line: …</c>.</param>
/// <param name="Generation">The reading of all files that it was part of.</param>
internal sealed record ReadFile(string File, long Length, DateTime ModifiedAt, string Content, long Rows, long Rejected, string[] Problems, long Generation);
