//! Dates as people write them, in one form.
//!
//! Day and month are told apart by the sign between them: `/` is American,
//! `.` and `-` are not, and an impossible month says that it is the day.

use jiff::civil::Date;

/// Returns a date as `YYYY-MM-DD`, from the ways in which people write it.
pub(super) fn date_of(written: &str) -> Option<String> {
    let written = written.trim();
    let date = numeric_date(written).or_else(|| date_in_words(written))?;
    Some(date.to_string())
}

/// Reads `2024-04-25…`, `2024/4/25`, `20240425`, `04/25/2024`, `25.04.2024`.
fn numeric_date(written: &str) -> Option<Date> {
    let end = written.find(['T', 't', ' ', ',']).unwrap_or(written.len());
    let day = &written[..end];
    if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        return date_from(&day[..4], &day[4..6], &day[6..]);
    }
    let sign = day.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let parts: Vec<&str> = day.split(sign).collect();
    match (parts.as_slice(), sign) {
        ([year, month, day], _) if year.len() == 4 => date_from(year, month, day),
        ([month, day, year], '/') => {
            date_from(year, month, day).or_else(|| date_from(year, day, month))
        }
        ([day, month, year], _) => {
            date_from(year, month, day).or_else(|| date_from(year, day, month))
        }
        _ => None,
    }
}

/// Reads `April 25, 2024`, `25 Apr 2024`, `Thu, 25th of April 2024 10:00`.
fn date_in_words(written: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let (mut year, mut month, mut day) = (None, None, None);
    for word in written.split(|c: char| !c.is_alphanumeric()) {
        let lower = word.to_lowercase();
        let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if !digits.is_empty() {
            match digits.len() {
                4 if year.is_none() => year = Some(digits.to_owned()),
                1 | 2 if day.is_none() => day = Some(digits.to_owned()),
                _ => {}
            }
        } else if month.is_none() {
            let at = MONTHS.iter().position(|name| lower.starts_with(name));
            month = at.map(|at| (at + 1).to_string());
        }
    }
    date_from(&year?, &month?, &day?)
}

/// Returns the date of a day that exists.
fn date_from(year: &str, month: &str, day: &str) -> Option<Date> {
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_one_form() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(date_of(text).as_deref(), expected, "{text}");
        };
        check("2024-04-25", Some("2024-04-25"));
        check("2024-04-25T10:00:00+02:00", Some("2024-04-25"));
        check("2024/4/5 10:00", Some("2024-04-05"));
        check("20240425", Some("2024-04-25"));
        check("04/25/2024", Some("2024-04-25"));
        check("25/04/2024", Some("2024-04-25"));
        check("25.4.2024", Some("2024-04-25"));
        check("April 25th, 2024", Some("2024-04-25"));
        check("Thu, 25 Apr 2024 10:00:00 GMT", Some("2024-04-25"));
        check("2024-02-30", None);
        check("soon", None);
        check("2024", None);
    }
}
