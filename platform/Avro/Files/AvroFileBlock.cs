using System.Runtime.InteropServices;

namespace MeshStarter.Platform.Avro.Files;

/// <summary>A block of a file, unpacked.</summary>
/// <param name="Count">How many items it holds.</param>
/// <param name="Data">The items, one after another.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AvroFileBlock(int Count, ReadOnlyMemory<byte> Data);
