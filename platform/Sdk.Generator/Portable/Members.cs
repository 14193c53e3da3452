#if NETSTANDARD2_0
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace System;

/// <summary>Members that newer frameworks' types have and the sources of Contracts use.</summary>
internal static class Members
{
    extension(ArgumentNullException)
    {
        public static void ThrowIfNull(object? argument)
        {
            if (argument is null)
            {
                throw new ArgumentNullException(nameof(argument));
            }
        }
    }

    extension(ArgumentException)
    {
        public static void ThrowIfNullOrEmpty(string? argument)
        {
            if (string.IsNullOrEmpty(argument))
            {
                throw new ArgumentException("A text is needed.", nameof(argument));
            }
        }
    }

    extension(ArgumentOutOfRangeException)
    {
        public static void ThrowIfLessThan(int value, int other)
        {
            if (value < other)
            {
                throw new ArgumentOutOfRangeException(nameof(value));
            }
        }

        public static void ThrowIfGreaterThan(int value, int other)
        {
            if (value > other)
            {
                throw new ArgumentOutOfRangeException(nameof(value));
            }
        }

        public static void ThrowIfNegative(int value) => ThrowIfLessThan(value, 0);
    }

    extension(char)
    {
        public static bool IsAsciiDigit(char c) => c is >= '0' and <= '9';

        public static bool IsAsciiLetterLower(char c) => c is >= 'a' and <= 'z';

        public static bool IsAsciiLetterOrDigit(char c) => char.IsAsciiDigit(c) || c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
    }

    extension(Math)
    {
        public static int Clamp(int value, int min, int max) => Math.Max(min, Math.Min(max, value));
    }

    extension(string text)
    {
        public bool Contains(char value, StringComparison comparison) => text.IndexOf(value.ToString(), comparison) >= 0;

        public bool Contains(string value, StringComparison comparison) => text.IndexOf(value, comparison) >= 0;

        public int IndexOf(char value, StringComparison comparison) => text.IndexOf(value.ToString(), comparison);

        public string Replace(string old, string with, StringComparison comparison) =>
            comparison == StringComparison.Ordinal ? text.Replace(old, with) : throw new NotSupportedException("Only ordinal comparison is known here.");

        public ReadOnlySpan<char> AsSpan(Range range) => range.GetOffsetAndLength(text.Length) is var (offset, length) ? text.AsSpan(offset, length) : default;

        public IEnumerable<Rune> EnumerateRunes()
        {
            for (var at = 0; at < text.Length; at++)
            {
                var length = char.IsSurrogatePair(text, at) ? 2 : 1;
                yield return new Rune(length == 1 && char.IsSurrogate(text[at]) ? "\uFFFD" : text.Substring(at, length));
                at += length - 1;
            }
        }
    }

    extension<TKey, TValue>(Dictionary<TKey, TValue> dictionary)
    {
        public bool TryAdd(TKey key, TValue value)
        {
            if (dictionary.ContainsKey(key))
            {
                return false;
            }

            dictionary.Add(key, value);
            return true;
        }
    }

    extension<T>(Stack<T> stack)
        where T : class
    {
        public bool TryPeek([NotNullWhen(true)] out T? top)
        {
            top = stack.Count > 0 ? stack.Peek() : null;
            return top is not null;
        }
    }

    extension(int)
    {
        public static bool TryParse(ReadOnlySpan<char> text, NumberStyles style, IFormatProvider provider, out int value) => int.TryParse(text.ToString(), style, provider, out value);
    }

    extension(ReadOnlySpan<char> text)
    {
        public int Split(Span<Range> parts, char separator)
        {
            var (count, start) = (0, 0);
            for (var at = 0; at <= text.Length && count < parts.Length; at++)
            {
                if (at == text.Length || (text[at] == separator && count < parts.Length - 1))
                {
                    parts[count++] = new Range(start, at);
                    start = at + 1;
                }
            }

            return count;
        }

        public bool Contains(char value) => text.IndexOf(value) >= 0;

        public IEnumerable<string> EnumerateLines() => text.ToString().Split('\n').Select(line => line.TrimEnd('\r'));
    }
}
#endif
