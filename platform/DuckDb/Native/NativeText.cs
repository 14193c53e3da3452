using System.Runtime.InteropServices;
using System.Text;

namespace MeshStarter.DuckDb.Native;

/// <summary>Text crossing the border, by who owns it.</summary>
internal static unsafe class NativeText
{
    /// <summary>Text for the engine: half a surrogate pair is an error, not a question mark.</summary>
    internal static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

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
