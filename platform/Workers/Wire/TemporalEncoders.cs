namespace MeshStarter.Platform.Workers.Wire;

/// <summary>A date.</summary>
internal sealed class DateEncoder() : FixedEncoder<int>(quoted: true)
{
    private readonly DayText _day = new();

    public override void Text(ByteBuffer target, int row) => _day.Write(target, Value(row));
}

/// <summary>A timestamp of microseconds, with or without a zone: what most results have.</summary>
internal sealed class MicrosecondsEncoder(ValueForm form, bool isInstant) : FixedEncoder<long>(quoted: true)
{
    private const long PerSecond = 1_000_000;
    private const long PerDay = 86_400 * PerSecond;

    private readonly DayText _day = new();

    public override void Text(ByteBuffer target, int row)
    {
        var micros = Value(row);
        if (form == ValueForm.TrinoMilliseconds)
        {
            TemporalText.Timestamp(target, micros, 6, 3, (byte)' ');
        }
        else if (micros is long.MaxValue or -long.MaxValue)
        {
            throw TemporalText.InfiniteTime;
        }
        else
        {
            var day = micros / PerDay;
            var ofDay = micros % PerDay;
            if (ofDay < 0)
            {
                (day, ofDay) = (day - 1, ofDay + PerDay);
            }

            _day.Write(target, day);
            var second = (int)(ofDay / PerSecond);
            var fraction = (int)(ofDay % PerSecond);
            target.Write(form == ValueForm.Canonical ? (byte)'T' : (byte)' ');
            target.WriteClock(second);
            if (form != ValueForm.Canonical || fraction != 0)
            {
                target.Write((byte)'.');
                target.WriteDigits(fraction, 6);
            }
        }

        if (isInstant)
        {
            target.Write(form == ValueForm.Canonical ? "Z"u8 : " UTC"u8);
        }
    }
}

/// <summary>The text of a day, kept for the next value: rows of one day mostly follow each other.</summary>
internal sealed class DayText
{
    private readonly ByteBuffer _text = new(16);
    private long _day = long.MinValue;

    public void Write(ByteBuffer target, long day)
    {
        if (day != _day)
        {
            _text.Clear();
            _day = long.MinValue;
            TemporalText.Date(_text, day);
            _day = day;
        }

        target.Write(_text.Written);
    }
}
