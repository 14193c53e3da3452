using System.Runtime.InteropServices;

namespace MeshStarter.DuckDb.Native;

/// <summary>Text crossing the border, by who owns it.</summary>
internal static unsafe class NativeText
{
    /// <summary>Text that the engine keeps.</summary>
    internal static string? Borrowed(byte* text) => Marshal.PtrToStringUTF8((nint)text);

    /// <summary>Text that is ours to free.</summary>
    internal static string? Owned(byte* text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            return Marshal.PtrToStringUTF8((nint)text);
        }
        finally
        {
            NativeMethods.Free(text);
        }
    }

    /// <summary>Refuses text that C would cut short: what runs must be what was written.</summary>
    internal static string Terminated(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("The text contains a NUL character (U+0000), which the engine would read as its end. Remove it, or bind it as a parameter.", parameter);
        }

        return text;
    }
}
